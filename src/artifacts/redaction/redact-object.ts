// An object of the API → the same for others to read: without its record of who set which field, without a Secret's data, and without
// what a name or a pattern tells to be one. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { isFields } from '../../support/is-fields.ts'
import { redactFields } from '../../support/redaction/redact-fields.ts'
import { redacted, type Redactor } from '../../support/redaction/redactor.ts'

// Once more the whole object, as kubectl applied it.
const ofKubectl = 'kubectl.kubernetes.io/last-applied-configuration'

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
