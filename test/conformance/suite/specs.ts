// Kubernetes' own list of conformance specs → which there are, and what each asks of a run. Pure.
import { parse } from 'yaml'

export interface Spec {
  /** Its full text, by which the suite knows it. */
  readonly name: string
  /** Nothing else may run on the cluster meanwhile. */
  readonly isSerial: boolean
  /** It takes minutes by design. */
  readonly isSlow: boolean
}

/** `text`: conformance.yaml of the suite's sources. */
export function readSpecs(text: string): Spec[] {
  const listed = parse(text) as readonly { readonly codename: string }[]
  return listed.map(({ codename }) => readSpec(codename))
}

/** `text`: what the suite prints with `--list-tests`, a line for each spec: where it is, and its name. */
export function readListed(text: string): Spec[] {
  return [...text.matchAll(/^ *\S+\.go:\d+: (.+)$/gm)].map(([, name = '']) => readSpec(name))
}

function readSpec(name: string): Spec {
  return { name, isSerial: /\[(?:Serial|Disruptive)\]/.test(name), isSlow: name.includes('[Slow]') }
}

/**
 * As they are to be begun: those that run beside others first, of them the quick ones, by what they took before (`seconds`), then those
 * of which nothing is known; slow ones; and last those that want the cluster for themselves.
 */
export function orderSpecs(specs: readonly Spec[], seconds: (name: string) => number | undefined): Spec[] {
  const rank = ({ isSerial, isSlow }: Spec): number => (isSerial ? 2 : 0) + (isSlow ? 1 : 0)
  return specs.toSorted((a, b) => rank(a) - rank(b) || (seconds(a.name) ?? unknownSeconds) - (seconds(b.name) ?? unknownSeconds))
}

// About the middle one of all.
const unknownSeconds = 10

/** A regular expression for `--ginkgo.focus` that finds this spec and no other: Ginkgo puts the name of the suite before it. */
export function focusOn(name: string): string {
  return `${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`
}
