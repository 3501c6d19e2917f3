// A text from a node → the same without what opens doors: nobody should have to read evidence before handing it to others.

const hidden = '(not shown)'

const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, hidden],
  // Name and password in an address: proxies, registries.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]+@/gi, `$1${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden],
  // kubeadm's tokens: whoever has one joins the cluster.
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, hidden],
  // Variables and fields whose name says it.
  [
    /\b(\w*(?:password|passwd|secret_?(?:access_?)?key|api_?key|auth_?token|access_?token|private_?key)\w*["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    `$1${hidden}`,
  ],
]

/** Longer texts are cut before they come here. */
export function redact(text: string): string {
  return secrets.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), text)
}
