// Amounts, durations, moments and sizes as a person says them. Pure, and the same in every time zone.

/** `1 test`, `4 tests` */
export function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`
}

/** `80 ms`, `4.2 s`, `3 min 05 s`, `1 h 02 min` */
export function tellDuration(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** On an axis, after the beginning: `0`, `30 s`, `2:30`, `1:02:30`. */
export function tellOffset(ms: number): string {
  const seconds = ms / 1_000
  if (seconds === 0) return '0'
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 1 ? 2 : 1))} s`
  const whole = Math.round(seconds)
  const clock = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`
  return whole < 3_600 ? clock.replace(/^0/, '') : `${Math.floor(whole / 3_600)}:${clock}`
}

/** `2026-11-29 20:15:04 UTC` */
export function tellMoment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `812 B`, `3.4 kB`, `12 MB` */
export function tellSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const [amount, unit] = bytes < 999_950 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${unit}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
