// An image's name as a person writes it → its parts, and its full name, by the engine's own rules (distribution/reference). Pure.

export interface ImageReference {
  /** `docker.io` where none is written. */
  readonly registry: string
  /** `library/nginx`, `acme/shop`. */
  readonly repository: string
  /** Undefined: none is written. */
  readonly tag: string | undefined
  /** `sha256:…` */
  readonly digest: string | undefined
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`)
const hostPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const registryPattern = new RegExp(`^(?:${hostPart}(?:\\.${hostPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const tagPattern = /^\w[\w.-]{0,127}$/
// The engine knows of others than sha256, and no registry uses them.
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/
// In characters, without tag and digest.
const longestName = 255

/** The parts, or a sentence about what keeps it from being a name: without the name itself. */
export function parseImageReference(text: string): ImageReference | string {
  const [beforeDigest = '', digest, ...more] = text.split('@')
  if (beforeDigest === '') return 'an image has no name'
  if (more.length > 0) return 'more than one "@"'
  if (digest !== undefined && !digestPattern.test(digest)) return `"${digest}" is not a digest: sha256: and 64 digits of 0-9 and a-f`
  // A colon before the last slash is that of a port.
  const [, path = '', tag] = /^(.*?)(?::([^:/]*))?$/s.exec(beforeDigest)!
  if (tag !== undefined && !tagPattern.test(tag)) return `"${tag}" is not a tag: letters, digits, "_", "." and "-", at most 128`
  const { registry, repository } = splitRegistry(path)
  if (!registryPattern.test(registry)) return `"${registry}" is not a registry's host`
  if (repositoryPattern.test(repository.toLowerCase()) && !repositoryPattern.test(repository))
    return `"${repository}" has capital letters, which the name of an image may not`
  if (!repositoryPattern.test(repository)) return `"${repository}" is not the name of an image`
  if (/^[0-9a-f]{64}$/.test(path)) return 'that is the id of an image, not a name'
  if (`${registry}/${repository}`.length > longestName) return `longer than ${longestName} characters`
  return { registry, repository, tag, digest }
}

/**
 * The one name that all spellings of it have, which containerd gives it: `shop` → `docker.io/library/shop:latest`,
 * `docker.io/nginx:1` → `docker.io/library/nginx:1`. What cannot be a name stays as it is: the engine has the word for it.
 */
export function fullImageName(text: string): string {
  const parsed = parseImageReference(text)
  if (typeof parsed === 'string') return text
  const { registry, repository, tag = parsed.digest === undefined ? 'latest' : undefined, digest } = parsed
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** Whether an image is named by its id, whole or in part: it then has no name to be found by in a node. */
export function isImageId(name: string, id: string): boolean {
  const digits = name.replace(/^sha256:/, '')
  return /^[0-9a-f]{7,64}$/.test(digits) && id.replace(/^sha256:/, '').startsWith(digits)
}

/** The first part is a registry when it looks like a host: dots, a port, capitals, or localhost. */
function splitRegistry(path: string): { readonly registry: string; readonly repository: string } {
  const [first = '', ...others] = path.split('/')
  const rest = others.join('/')
  const named = others.length > 0 && (/[.:A-Z]/.test(first) || first === 'localhost')
  const registry = !named || first === 'index.docker.io' ? 'docker.io' : first
  const repository = named ? rest : path
  return { registry, repository: registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository }
}
