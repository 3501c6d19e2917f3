// Kubeconfig text → the same text under other names, or the facts a connection needs. Read by client-go's rules, and what client-go would
// refuse is refused. Pure: reads and writes no file.
import { ConfigError, describeError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { parseKubeconfig, type Fields } from './kubeconfig-document.ts'
import { renderBlock } from './kubeconfig-render.ts'

/** What it takes to reach an API server and be believed. PEM texts. */
export interface KubeAccess {
  readonly server: string
  readonly namespace: string
  readonly caCertificate: string | undefined
  readonly clientCertificate: string | undefined
  readonly clientKey: string | undefined
  readonly token: string | undefined
  /** Path of a file that holds the token; its content changes. */
  readonly tokenFile?: string
  /** For whom the user speaks: `as` and `as-groups`. */
  readonly impersonated?: { readonly user: string; readonly groups: readonly string[] }
  /** Name the server's certificate is checked for, when it is not the host of `server`. */
  readonly tlsServerName: string | undefined
  readonly skipTlsVerify: boolean
  /** Of the proxy that leads to the server: `http:`, `https:` or `socks5:`. */
  readonly proxyUrl?: string
  /** What says how a program logs in. */
  readonly exec: Fields | undefined
  /** The cluster as that program is told of it, when it wants to know (`provideClusterInfo`). */
  readonly execCluster?: Fields
}

/** Name of what a cluster has for programs that log in. */
export const execExtension = 'client.authentication.k8s.io/exec'

interface Entry extends Fields {
  name: string
}

/**
 * Gives the one cluster, user and context of a kubeconfig the name `name`, and the cluster the address `server` when given.
 * All other fields stay as they are. Throws KIND_CONFIG_INVALID when there is not exactly one of each.
 */
export function renameKubeconfig(text: string, name: string, server?: string): string {
  const config = requireKubeconfig(text)
  const cluster = requireOnly(config, 'clusters')
  const user = requireOnly(config, 'users')
  const context = requireOnly(config, 'contexts')
  return renderBlock({
    ...config,
    clusters: [{ ...cluster, name, cluster: { ...fieldsOf(cluster, 'cluster'), ...(server === undefined ? {} : { server }) } }],
    users: [{ ...user, name }],
    contexts: [{ ...context, name, context: { ...fieldsOf(context, 'context'), cluster: name, user: name } }],
    'current-context': name,
  })
}

/** The access the current context gives. Throws KIND_CONFIG_INVALID when it leads nowhere. */
export function readKubeAccess(text: string): KubeAccess {
  const config = requireKubeconfig(text)
  const context = fieldsOf(requireNamed(config, 'contexts', config['current-context'], 'current-context'), 'context')
  const cluster = fieldsOf(requireNamed(config, 'clusters', context['cluster'], 'the context'), 'cluster')
  const user = fieldsOf(requireNamed(config, 'users', context['user'], 'the context'), 'user')
  const server = cluster['server']
  if (typeof server !== 'string' || !server.startsWith('https://'))
    throw invalid(`the cluster's server is ${JSON.stringify(server)}, not an https:// address`)
  const skipTlsVerify = cluster['insecure-skip-tls-verify'] ?? false
  if (typeof skipTlsVerify !== 'boolean')
    throw invalid(`"insecure-skip-tls-verify" is ${JSON.stringify(skipTlsVerify)}, not true or false without quotes`)
  for (const [fields, field] of [
    [user, 'auth-provider'],
    [user, 'client-certificate'],
    [user, 'as-uid'],
    [user, 'as-user-extra'],
    [cluster, 'certificate-authority'],
  ] as const) {
    if ((fields[field] ?? '') !== '')
      throw invalid(unsupported[field] ?? `"${field}" is not supported here: certificates and keys must be in the kubeconfig itself`)
  }
  const as = textOf(user, 'as')
  const groups = user['as-groups'] ?? []
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) throw invalid('"as-groups" is not a list of texts')
  // As client-go: without whom they belong to, groups mean nothing.
  if (as === undefined && groups.length > 0) throw invalid('"as-groups" stands without "as"')
  const exec = isFields(user['exec']) ? user['exec'] : undefined
  const tokenFile = textOf(user, 'tokenFile')
  const proxyUrl = readProxyUrl(cluster)
  return {
    server: server.replace(/\/+$/, ''),
    namespace: textOf(context, 'namespace') ?? 'default',
    skipTlsVerify,
    exec,
    ...(exec?.['provideClusterInfo'] === true && { execCluster: describeForLogin(cluster) }),
    caCertificate: decode(cluster, 'certificate-authority-data'),
    clientCertificate: decode(user, 'client-certificate-data'),
    clientKey: decode(user, 'client-key-data'),
    token: textOf(user, 'token'),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(as !== undefined && { impersonated: { user: as, groups } }),
    tlsServerName: textOf(cluster, 'tls-server-name'),
  }
}

// What is said of a field beside its name.
const unsupported: Readonly<Record<string, string>> = {
  'as-uid': '"as-uid" is not supported here, only "as" and "as-groups" are',
  'as-user-extra': '"as-user-extra" is not supported here, only "as" and "as-groups" are',
  'auth-provider': '"auth-provider" is not supported here, nor by kubectl since 1.26: "exec" has taken its place',
}

function readProxyUrl(cluster: Fields): string | undefined {
  const text = textOf(cluster, 'proxy-url')
  if (text === undefined) return undefined
  const protocol = URL.canParse(text) ? new URL(text).protocol : undefined
  // As client-go; it may hold a password, and is not repeated.
  if (protocol === undefined || !['http:', 'https:', 'socks5:'].includes(protocol))
    throw invalid('"proxy-url" is not the address of a proxy: it begins with http://, https:// or socks5://')
  return text
}

/** As `client.authentication.k8s.io` has it: what is empty is left out, and what is meant for the program comes as `config`. */
function describeForLogin(cluster: Fields): Fields {
  const known = ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority-data', 'proxy-url', 'disable-compression']
  const extensions = Array.isArray(cluster['extensions']) ? (cluster['extensions'] as Fields[]) : []
  const config = extensions.find(({ name }) => name === execExtension)?.['extension']
  return {
    ...Object.fromEntries(known.flatMap((field) => (cluster[field] ? [[field, cluster[field]]] : []))),
    ...(config !== undefined && { config }),
  }
}

function requireKubeconfig(text: string): Fields {
  try {
    const { fields, root } = parseKubeconfig(text)
    if (root) return fields
  } catch (error) {
    throw invalid(describeError(error), error)
  }
  throw invalid('it is empty or not a mapping')
}

function entriesOf(config: Fields, list: string): Entry[] {
  const entries = config[list]
  return Array.isArray(entries) ? entries.filter((entry): entry is Entry => isFields(entry) && typeof entry['name'] === 'string') : []
}

function requireOnly(config: Fields, list: string): Entry {
  const entries = entriesOf(config, list)
  const [only] = entries
  if (entries.length === 1 && only) return only
  throw invalid(
    `exactly one entry is needed in "${list}", there are ${entries.length}${entries.length > 0 ? `: ${entries.map((entry) => entry.name).join(', ')}` : ''}`,
  )
}

function requireNamed(config: Fields, list: string, name: unknown, by: string): Entry {
  const entries = entriesOf(config, list)
  const named = entries.find((entry) => entry.name === name)
  if (named) return named
  throw invalid(
    `${by} names ${JSON.stringify(name)} of "${list}", which has: ${entries.map((entry) => entry.name).join(', ') || 'nothing'}`,
  )
}

function fieldsOf(entry: Entry, field: string): Fields {
  const fields = entry[field]
  return isFields(fields) ? fields : {}
}

function decode(fields: Fields, field: string): string | undefined {
  const text = textOf(fields, field)?.replaceAll(/[\r\n]/g, '')
  if (text === undefined) return undefined
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw invalid(`"${field}" is not base64`)
  return Buffer.from(text, 'base64').toString('utf8')
}

/** Nothing and `""` are the same to client-go; what is no text it refuses. */
function textOf(fields: Fields, field: string): string | undefined {
  const value = fields[field] ?? ''
  // What it is may be a secret, and is not said.
  if (typeof value !== 'string') throw invalid(`"${field}" is a ${typeof value}, not a text: put it in quotes`)
  return value === '' ? undefined : value
}

function invalid(what: string, cause?: unknown): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what: `the kubeconfig cannot be used: ${what}`, cause })
}
