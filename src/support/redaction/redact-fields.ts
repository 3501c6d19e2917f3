// Plain data → the same without what a name or a pattern tells to be secret. Pure.
import { isFields } from '../is-fields.ts'
import { isSecretName, redacted, type Redactor } from './redactor.ts'

// Fields that only sound so.
const harmless = new Set(['automountServiceAccountToken', 'serviceAccountToken', 'imagePullSecrets'])

export function redactFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  const { name } = fields
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const isNamed = typeof name === 'string' && key === 'value' && isSecretName(name)
      if (typeof value === 'string' && value !== '' && !harmless.has(key) && (isNamed || isSecretName(key))) return [key, redacted]
      return [key, redactValue(value, redactor)]
    }),
  )
}

function redactValue(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value)
  if (Array.isArray(value)) return redactList(value, redactor)
  return isFields(value) ? redactFields(value, redactor) : value
}

/** Of arguments, the one after `--password` is it. */
function redactList(list: readonly unknown[], redactor: Redactor): unknown[] {
  return list.map((item, index) => {
    const before: unknown = list[index - 1]
    const isNamed = typeof before === 'string' && /^--?[\w-]+$/.test(before) && isSecretName(before)
    return isNamed && typeof item === 'string' && !item.startsWith('-') ? redacted : redactValue(item, redactor)
  })
}

/** The texts that stand under such names: whoever sees one elsewhere sees a secret. */
export function readNamedSecrets(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return isSecretName(key) && !harmless.has(key) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => readNamedSecrets(item, key))
  return isFields(value) ? Object.entries(value).flatMap(([name, inner]) => readNamedSecrets(inner, name)) : []
}
