// Secrets and a way into a cluster → the values that must stand nowhere. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { isFields } from '../../support/is-fields.ts'

// What a ServiceAccount's Secret holds beside its token, and one of a certificate beside its key: everybody may know it.
const open = new Set(['namespace', 'ca.crt', 'tls.crt'])

/** Decoded; and of what is written in JSON, such as credentials of registries, the texts in it. */
export function readSecretValues(secrets: readonly KubeObject[]): string[] {
  return secrets.flatMap(({ data }) =>
    Object.entries(isFields(data) ? data : {}).flatMap(([key, value]) => {
      if (open.has(key) || typeof value !== 'string') return []
      const text = Buffer.from(value, 'base64').toString('utf8')
      return [text, value, ...readJsonTexts(text)]
    }),
  )
}

function readJsonTexts(text: string): string[] {
  if (!/^\s*[{[]/.test(text)) return []
  try {
    return collectTexts(JSON.parse(text))
  } catch {
    return []
  }
}

function collectTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...readPair(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(collectTexts)
}

/** `user:password` in base64, as registries have it. */
function readPair(text: string): string[] {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return []
  const decoded = Buffer.from(text, 'base64').toString('utf8')
  return /^[\x20-\x7E]+:[\x20-\x7E]+$/.test(decoded) ? [decoded.slice(decoded.indexOf(':') + 1)] : []
}
