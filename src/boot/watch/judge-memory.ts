// What containerd has said of memory that ran out → whether it runs out again and again, so that waiting on is of no use. Pure.

// The kernel kills several programs at once; the kubelet starts them anew after 10 s, then after 20.
const apartMs = 5_000

/** Lines of containerd's journal. Once may pass: a start needs more than what comes after it. */
export function isMemoryShort(journal: string): boolean {
  const times = [...journal.matchAll(/time="([^"]+)"[^\n]*TaskOOM event/g)]
    .map(([, time]) => Date.parse(time!))
    .filter((at) => !Number.isNaN(at))
  return times.length > 0 && Math.max(...times) - Math.min(...times) >= apartMs
}
