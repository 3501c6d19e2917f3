// RFC 7386 on plain data.
import { isFields } from '../../support/is-fields.ts'

/** What becomes of a field that is merged in its own way; undefined: this one is not. */
export type MergeRule = (key: string, target: unknown, patch: unknown) => unknown

/** `target` with `patch` over it; null deletes. */
export function mergePatch(target: unknown, patch: unknown, rule: MergeRule = () => undefined): unknown {
  if (!isFields(patch)) return patch
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = rule(key, result[key], value) ?? mergePatch(result[key], value, rule)
  }
  return result
}
