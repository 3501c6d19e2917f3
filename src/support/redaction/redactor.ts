// A text → the same without what lets somebody in: values that are known to be secret wherever they stand, and what looks like a token, a
// key or a password. Pure. In doubt it goes: evidence and bundles are shown to others.

export const redacted = '[redacted]'

export interface Redactor {
  /** Of any length: a log, a file, a line. */
  redact(text: string): string
}

// A value as short as that is a word of many texts, and none of a secret's.
const shortest = 6
// A release of helm's, an archive: nobody writes that into a log in one piece.
const longest = 16_384
// A key of a map, an argument or a variable whose value is nobody's business. The end of its name tells: `secretName` names a Secret.
const secretWord =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|secret)[-_.]?key|access[-_.]?key(?:[-_.]?id)?|private[-_.]?key|client-key-data|credentials?|authorization|dockerconfigjson|dockercfg)'
const secretName = new RegExp(`${secretWord}$`, 'i')

// In order: a whole key goes before the lines of it could be taken for something else.
const patterns: readonly (readonly [RegExp, string])[] = [
  // PEM, also within JSON, where its lines end with \n; one that was cut off, to its end.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redacted],
  // One whose beginning is not there: a log is read from near its end.
  [/(?:^(?:\S+Z )?[A-Za-z0-9+/=]{16,}\n)*(?:\S+Z )?-----END [A-Z ]*PRIVATE KEY-----/gm, redacted],
  // The same in base64, as kubeconfigs and Secrets hold it. Certificates are nobody's secret.
  [/LS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FUR)[A-Za-z0-9+/]{20,}={0,2}/g, redacted],
  // JSON Web Tokens, and one that was cut off in its second part.
  [/\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?/g, redacted],
  [/\b(bearer|basic)(\s+)(?!auth|token|realm)[\w.~+/=-]{8,}/gi, `$1$2${redacted}`],
  // Tokens that bear their maker's mark.
  [
    /\b(?:AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,}|sk-[A-Za-z0-9_-]{20,})/g,
    redacted,
  ],
  // kubeadm's.
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, redacted],
  // `https://user:password@host`, and a token in place of both.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)[^\s/@"']+(?=@)/gi, `$1${redacted}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s:/@"'[\]]{16,}(?=@)/gi, `$1${redacted}`],
  // Credentials of registries, in JSON and in TOML.
  [/("?auth"?\s*[:=]\s*"?)[A-Za-z0-9+/]{8,}={0,2}/g, `$1${redacted}`],
  // A variable of a container, in YAML and JSON alike.
  [
    new RegExp(
      `(name\\\\?["']?:\\s*\\\\?["']?[\\w.-]*${secretWord}\\\\?["']?,?\\s*\\\\?["']?value\\\\?["']?:\\s*\\\\?["']?)[^\\s"'\\\\,}\\[]+`,
      'gi',
    ),
    `$1${redacted}`,
  ],
  // `--password hunter2`, `--password=hunter2`, `"password": "hunter2"`, `token: abc`. What is no text is no secret.
  [new RegExp(`(--[\\w-]*${secretWord}[= ])[^\\s"',\\[]+`, 'gi'), `$1${redacted}`],
  [
    new RegExp(
      `((?<![a-z])[\\w.-]*?${secretWord}\\\\?["']?[ \\t]*[:=][ \\t]*\\\\?["']?)(?!(?:true|false|null|none|-?\\d+)\\b|\\[redacted|[|>{&*][-+ \\n{]|bearer\\b|basic\\b|server message)[^\\s"'\\\\,;&}\\]]{3,}`,
      'gi',
    ),
    `$1${redacted}`,
  ],
]

/** `values`: what must not be there in any spelling; those of fewer than six characters are left alone. */
export function createRedactor(values: Iterable<string> = []): Redactor {
  const spellings = [...new Set([...values].flatMap(spell))].filter((value) => value.length >= shortest)
  // The longest first: one may be a part of another.
  const known = spellings.toSorted((a, b) => b.length - a.length).map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const all = known.length === 0 ? undefined : new RegExp(known.join('|'), 'g')
  return {
    redact(text) {
      const without = all ? text.replace(all, redacted) : text
      return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), without)
    },
  }
}

/** Whether the value behind such a name is to be kept from readers: `DB_PASSWORD`, `api-token`, `clientSecret`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** As it is, in base64, in a URL, in JSON; of several lines, each that is no prose. */
function spell(value: string): string[] {
  const text = value.trim()
  const lines = text.includes('\n') ? text.split('\n').filter((line) => isKeyMaterial(line.trim())) : []
  return [...(value.length > longest ? [] : [value, text]), ...lines.map((line) => line.trim())].flatMap((one) => [
    one,
    Buffer.from(one).toString('base64').replace(/=+$/, ''),
    encodeSafely(one),
    JSON.stringify(one).slice(1, -1),
  ])
}

/** A line of a key, not one of a file that is kept in a Secret as a whole. */
function isKeyMaterial(line: string): boolean {
  return line.length >= 20 && /^[\w+/=.-]+$/.test(line)
}

/** A lone half of a surrogate pair has no place in a URL. */
function encodeSafely(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text
}
