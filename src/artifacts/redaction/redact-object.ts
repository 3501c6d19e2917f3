// An object of the API → the same for others to read: without its record of who set which field, without a Secret's data, and without
// what a name or a pattern tells to be one. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { isFields } from '../../support/is-fields.ts'
import { isSecretName, redacted, type Redactor } from './redactor.ts'

// Once more the whole object, as kubectl applied it.
const ofKubectl = 'kubectl.kubernetes.io/last-applied-configuration'
// Fields that only sound so.
const harmless = new Set(['automountServiceAccountToken', 'serviceAccountToken', 'imagePullSecrets'])

export function redactObject(object: KubeObject, redactor: Redactor): KubeObject {
  const { managedFields: _left, ...metadata } = object.metadata
  const readable = redactFields({ ...object, metadata }, redactor) as unknown as KubeObject
  if (object.kind !== 'Secret') return readable
  const { [ofKubectl]: _again, ...annotations } = readable.metadata.annotations ?? {}
  return {
    ...readable,
    metadata: { ...readable.metadata, ...(readable.metadata.annotations && { annotations }) },
    ...(isFields(object['data']) && { data: mapValues(object['data']) }),
    ...(isFields(object['stringData']) && { stringData: mapValues(object['stringData']) }),
  }
}

function mapValues(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.keys(map).map((key) => [key, redacted]))
}

function redactFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
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
