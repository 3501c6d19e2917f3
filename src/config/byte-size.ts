// Text of an amount of memory, as Kubernetes writes it → bytes.

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }

/** Bytes of '2Gi', '512Mi', '1.5G' or a number; undefined for anything else. */
export function parseByteSize(size: string | number): number | undefined {
  if (typeof size === 'number') return size
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([kMGT]|[KMGT]i|)$/.exec(size) ?? []
  return amount === '' ? undefined : Math.round(Number(amount) * factors[unit]!)
}
