// Kubeconfigs of the user's → a text of ours with one context of them, which stands by itself: what files they name is in it, and the proxy that
// the environment names. They are read, never written.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ConfigError, describeError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { type Fields, parseKubeconfig } from './kubeconfig-document.ts'
import { findProxy, type Proxies } from './find-proxy.ts'
import { renderBlock } from './kubeconfig-render.ts'

export interface OwnKubeconfig {
  /** Name of the context. */
  readonly context: string
  readonly text: string
}

// What kubectl reads from a file, and what it is when it stands in the kubeconfig itself.
const fileFields = [
  ['certificate-authority', 'certificate-authority-data'],
  ['client-certificate', 'client-certificate-data'],
  ['client-key', 'client-key-data'],
] as const

/** The first file that has an entry of a name gives it, and the first with a current context gives that, as with kubectl. Throws KIND_CONFIG_INVALID. */
export async function readOwnKubeconfig(
  paths: readonly string[],
  { context, proxies }: { readonly context?: string | undefined; readonly proxies?: Proxies } = {},
): Promise<OwnKubeconfig> {
  const files = (await Promise.all(paths.map(readOne))).filter((file) => file !== undefined)
  if (files.length === 0) throw invalid(`there is none: ${paths.join(', ') || 'no file is named'}`)
  const find = async (list: string, field: string, name: unknown): Promise<Fields> => {
    for (const { path, fields } of files) {
      const entries = Array.isArray(fields[list]) ? (fields[list] as unknown[]) : []
      const entry = entries.find((one) => isFields(one) && one['name'] === name)
      if (isFields(entry)) return standAlone(isFields(entry[field]) ? entry[field] : {}, dirname(path))
    }
    const known = files.flatMap(({ fields }) => (Array.isArray(fields[list]) ? (fields[list] as Fields[]) : []).map((one) => one['name']))
    throw invalid(`no ${field} ${JSON.stringify(name)} in ${paths.join(', ')}, which has: ${known.join(', ') || 'none'}`)
  }
  const name = context ?? files.map(({ fields }) => fields['current-context']).find((one) => typeof one === 'string' && one !== '')
  if (typeof name !== 'string') throw invalid(`no context is named, and ${paths.join(', ')} has no current one`)
  const chosen = await find('contexts', 'context', name)
  const cluster = goByProxy(await find('clusters', 'cluster', chosen['cluster']), proxies)
  const user = await find('users', 'user', chosen['user'])
  const text = renderBlock({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { ...chosen, cluster: name, user: name } }],
    'current-context': name,
  })
  return { context: name, text }
}

/** Whoever uses the text goes the same way, programs too that read no proxy from the environment. */
function goByProxy(cluster: Fields, proxies: Proxies | undefined): Fields {
  const { server } = cluster
  if (cluster['proxy-url'] || !proxies || typeof server !== 'string') return cluster
  const proxy = findProxy(server, proxies)
  return proxy === undefined ? cluster : { ...cluster, 'proxy-url': proxy }
}

async function readOne(path: string): Promise<{ readonly path: string; readonly fields: Fields } | undefined> {
  try {
    return { path, fields: parseKubeconfig(await readFile(path, 'utf8')).fields }
  } catch (error) {
    // One of several may be missing, to kubectl too.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw invalid(`${path}: ${describeError(error)}`, error)
  }
}

async function standAlone(fields: Fields, directory: string): Promise<Fields> {
  const own: Record<string, unknown> = { ...fields }
  for (const [file, data] of fileFields) {
    const path = own[file]
    delete own[file]
    // What stands there itself wins.
    if (typeof path !== 'string' || path === '' || own[data]) continue
    own[data] = await readFile(resolve(directory, path), 'base64').catch((error: unknown) => {
      throw invalid(`${file}: ${describeError(error)}`, error)
    })
  }
  const { exec, tokenFile } = own
  // What is in it changes while tests run, so it stays a file; of tokens, it wins.
  if (typeof tokenFile === 'string' && tokenFile !== '') {
    own['tokenFile'] = resolve(directory, tokenFile)
    delete own['token']
  }
  // A program is looked for beside the kubeconfig when it is named by a path, else in PATH.
  if (isFields(exec) && typeof exec['command'] === 'string' && /[/\\]/.test(exec['command']))
    own['exec'] = { ...exec, command: resolve(directory, exec['command']) }
  return own
}

function invalid(what: string, cause?: unknown): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what: `the kubeconfig cannot be used: ${what}`, cause })
}
