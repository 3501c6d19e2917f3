// Text of an amount of memory, as Kubernetes writes it → bytes.
import { quantityFactors } from '../support/quantity-factors.ts'

/** Bytes of '2Gi', '512Mi', '1.5G', '2e9' or a number; undefined for anything else. */
export function parseByteSize(size: string | number): number | undefined {
  if (typeof size === 'number') return size
  const [, amount = '', unit = '', exponent = '0'] =
    /^(\d+(?:\.\d*)?|\.\d+)(?:(m|[kMGTPE]|[KMGTPE]i)|[eE]([-+]?\d{1,2}))?$/.exec(size) ?? []
  return amount === '' ? undefined : Math.round(Number(`${amount}e${exponent}`) * quantityFactors[unit]!)
}
