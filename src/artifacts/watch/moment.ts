// When something happened: the API notes whole seconds, and whoever watches sees it a moment later, to the millisecond.

// The second that was cut off, and the way here.
const lateMs = 1_500

/** `noted`: RFC 3339. What was seen soon after it was noted happened when it was seen; else the note counts. */
export function moment(noted: string | null | undefined, seenAtMs: number): number {
  const notedMs = Date.parse(noted ?? '')
  if (Number.isNaN(notedMs)) return seenAtMs
  // A time with a fraction is exact.
  if (noted?.includes('.')) return notedMs
  return seenAtMs >= notedMs && seenAtMs - notedMs < lateMs ? seenAtMs : notedMs
}
