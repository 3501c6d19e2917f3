// Kubeconfig text → the same text under other names, or the facts a connection needs. Pure: reads and writes no file.
import { parse, stringify } from 'yaml'
import { ConfigError, describeError } from '../support/errors.ts'

/** What it takes to reach an API server and be believed. PEM texts. */
export interface KubeAccess {
  readonly server: string
  readonly namespace: string
  readonly caCertificate: string | undefined
  readonly clientCertificate: string | undefined
  readonly clientKey: string | undefined
  readonly token: string | undefined
  /** Name the server's certificate is checked for, when it is not the host of `server`. */
  readonly tlsServerName: string | undefined
  readonly skipTlsVerify: boolean
}

type Fields = Record<string, unknown>
interface Entry extends Fields {
  name: string
}

/**
 * Gives the one cluster, user and context of a kubeconfig the name `name`, and the cluster the address `server` when given.
 * All other fields stay as they are. Throws KIND_CONFIG_INVALID when there is not exactly one of each.
 */
export function renameKubeconfig(text: string, name: string, server?: string): string {
  const config = parseKubeconfig(text)
  const cluster = requireOnly(config, 'clusters')
  const user = requireOnly(config, 'users')
  const context = requireOnly(config, 'contexts')
  return stringify(
    {
      ...config,
      clusters: [{ ...cluster, name, cluster: { ...fieldsOf(cluster, 'cluster'), ...(server === undefined ? {} : { server }) } }],
      users: [{ ...user, name }],
      contexts: [{ ...context, name, context: { ...fieldsOf(context, 'context'), cluster: name, user: name } }],
      'current-context': name,
    },
    { lineWidth: 0 },
  )
}

/** The access the current context gives. Throws KIND_CONFIG_INVALID when it leads nowhere or needs a program to log in. */
export function readKubeAccess(text: string): KubeAccess {
  const config = parseKubeconfig(text)
  const context = fieldsOf(requireNamed(config, 'contexts', config['current-context'], 'current-context'), 'context')
  const cluster = fieldsOf(requireNamed(config, 'clusters', context['cluster'], 'the context'), 'cluster')
  const user = fieldsOf(requireNamed(config, 'users', context['user'], 'the context'), 'user')
  const server = cluster['server']
  if (typeof server !== 'string' || !server.startsWith('https://')) throw invalid(`the cluster's server is ${JSON.stringify(server)}, not an https:// address`)
  for (const [fields, field] of [[user, 'exec'], [user, 'auth-provider'], [user, 'client-certificate'], [user, 'tokenFile'], [cluster, 'certificate-authority']] as const) {
    if (fields[field] !== undefined) throw invalid(`"${field}" is not supported here: certificates, keys and tokens must be in the kubeconfig itself`)
  }
  return {
    server: server.replace(/\/+$/, ''),
    namespace: textOf(context['namespace']) ?? 'default',
    skipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    caCertificate: decode(cluster['certificate-authority-data']),
    clientCertificate: decode(user['client-certificate-data']),
    clientKey: decode(user['client-key-data']),
    token: textOf(user['token']),
    tlsServerName: textOf(cluster['tls-server-name']),
  }
}

function parseKubeconfig(text: string): Fields {
  let config: unknown
  try {
    config = parse(text)
  } catch (error) {
    throw invalid(describeError(error), error)
  }
  if (!isFields(config)) throw invalid('it is empty or not a mapping')
  return config
}

function entriesOf(config: Fields, list: string): Entry[] {
  const entries = config[list]
  return Array.isArray(entries) ? entries.filter((entry): entry is Entry => isFields(entry) && typeof entry['name'] === 'string') : []
}

function requireOnly(config: Fields, list: string): Entry {
  const entries = entriesOf(config, list)
  const [only] = entries
  if (entries.length === 1 && only) return only
  throw invalid(`exactly one entry is needed in "${list}", there are ${entries.length}${entries.length > 0 ? `: ${entries.map((entry) => entry.name).join(', ')}` : ''}`)
}

function requireNamed(config: Fields, list: string, name: unknown, by: string): Entry {
  const entries = entriesOf(config, list)
  const named = entries.find((entry) => entry.name === name)
  if (named) return named
  throw invalid(`${by} names ${JSON.stringify(name)} of "${list}", which has: ${entries.map((entry) => entry.name).join(', ') || 'nothing'}`)
}

function fieldsOf(entry: Entry, field: string): Fields {
  const fields = entry[field]
  return isFields(fields) ? fields : {}
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function decode(data: unknown): string | undefined {
  const text = textOf(data)
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8')
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function invalid(what: string, cause?: unknown): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what: `the kubeconfig cannot be used: ${what}`, cause })
}
