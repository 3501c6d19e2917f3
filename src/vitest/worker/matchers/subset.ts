// Whether an object holds what is expected of it, by Vitest's own equality: as toMatchObject, asymmetric matchers included; and if
// not, where it differs, in lines.
import type { MatcherState } from 'vitest'
import type { KubeObject } from '../../../kube/object.ts'
import { isFields } from '../../../support/is-fields.ts'

export type Subset = Readonly<Record<string, unknown>>

export function holds({ equals, utils }: MatcherState, object: KubeObject, subset: Subset): boolean {
  return equals(object, subset, [utils.iterableEquality, utils.subsetEquality])
}

/** `status.readyReplicas is 1, not 2` */
export function findDifferences(state: MatcherState, actual: unknown, expected: unknown, path = ''): readonly string[] {
  const { equals, utils } = state
  if (equals(actual, expected, [utils.iterableEquality, utils.subsetEquality])) return []
  const isPlain = isFields(expected) && !('asymmetricMatch' in expected)
  if (isPlain && isFields(actual))
    return Object.entries(expected).flatMap(([key, value]) =>
      findDifferences(state, actual[key], value, path === '' ? key : `${path}.${key}`),
    )
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length)
    return expected.flatMap((value, index) => findDifferences(state, actual[index], value, `${path}[${index}]`))
  const show = (value: unknown): string => utils.stringify(value, 2, { min: true, maxLength: 100 })
  return [`${path} is ${show(actual)}, not ${show(expected)}`]
}
