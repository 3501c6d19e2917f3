// A registry → what it is to be shown, from Docker's own settings: DOCKER_AUTH_CONFIG, config.json, and the programs named there that
// keep passwords. As the docker program has it; reads only.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describeError } from '../../support/errors.ts'
import type { EngineEnvironment } from '../engine-places.ts'

/** As the Engine API takes it in X-Registry-Auth. */
export type RegistryAuth = Readonly<Record<string, string>>

export interface Credentials {
  /** Undefined: the registry is asked without. */
  readonly auth: RegistryAuth | undefined
  /** Why there may be none although there should: told when the registry refuses. */
  readonly problem: string | undefined
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, AuthEntry>>
  readonly credsStore?: string
  readonly credHelpers?: Readonly<Record<string, string>>
}

interface AuthEntry {
  /** base64 of `name:password` */
  readonly auth?: string
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
  readonly registrytoken?: string
}

// The name under which docker keeps its own hub's credentials, since the days of its first registry.
const hubKey = 'https://index.docker.io/v1/'
// A helper that asks a person something waits for ever.
const helperBudgetMs = 30_000

/** @param registry `docker.io`, `ghcr.io`, `localhost:5000` */
export async function readCredentials(registry: string, environment: EngineEnvironment, signal: AbortSignal): Promise<Credentials> {
  const problems: string[] = []
  for (const config of await readConfigs(environment, problems)) {
    try {
      const auth = (await askHelper(config, registry, signal)) ?? findEntry(config, registry)
      if (auth) return { auth: { ...auth, serveraddress: registry === 'docker.io' ? hubKey : registry }, problem: undefined }
    } catch (error) {
      problems.push(describeError(error))
    }
  }
  return { auth: undefined, problem: problems.length === 0 ? undefined : problems.join('; ') }
}

async function readConfigs({ DOCKER_AUTH_CONFIG, DOCKER_CONFIG, HOME }: EngineEnvironment, problems: string[]): Promise<DockerConfig[]> {
  const directory = DOCKER_CONFIG || (HOME === undefined ? undefined : join(HOME, '.docker'))
  const file = directory === undefined ? undefined : join(directory, 'config.json')
  const content = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  return [
    ['DOCKER_AUTH_CONFIG', DOCKER_AUTH_CONFIG],
    [file, content],
  ].flatMap(([source, written]) => {
    if (!written) return []
    try {
      return [JSON.parse(written) as DockerConfig]
    } catch {
      // Not with the parser's words: they quote what is written, which may be a password.
      problems.push(`${source} is not JSON`)
      return []
    }
  })
}

function findEntry({ auths = {} }: DockerConfig, registry: string): Record<string, string> | undefined {
  const entry = Object.entries(auths).find(([key]) => isSame(key, registry))?.[1]
  if (!entry) return undefined
  const [, username = entry.username, password = entry.password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(entry.auth ?? '', 'base64').toString()) ?? []
  const known = { identitytoken: entry.identitytoken, registrytoken: entry.registrytoken, username, password }
  const given = Object.entries(known).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return given.length === 0
    ? undefined
    : Object.fromEntries(entry.identitytoken ? given.filter(([name]) => name === 'identitytoken') : given)
}

/** Keys may be hosts or addresses, with a path: `https://ghcr.io/v2/`. */
function isSame(key: string, registry: string): boolean {
  const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  return host === registry || (registry === 'docker.io' && ['index.docker.io', 'registry-1.docker.io'].includes(host))
}

/** The program of that registry, else the one for all. */
async function askHelper(
  { credHelpers = {}, credsStore }: DockerConfig,
  registry: string,
  signal: AbortSignal,
): Promise<Record<string, string> | undefined> {
  const helper = Object.entries(credHelpers).find(([key]) => isSame(key, registry))?.[1] || credsStore
  if (!helper) return undefined
  const program = `docker-credential-${helper}`
  const child = spawn(program, ['get'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(helperBudgetMs)]),
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  child.stdin.on('error', () => undefined).end(registry === 'docker.io' ? hubKey : registry)
  const [output, code] = await Promise.all([text(child.stdout), ended]).catch((error: unknown) => {
    throw new Error(`${program}: ${describeError(error)}`)
  })
  // It says so on stdout, and ends with 1.
  if (code !== 0 && /not found/i.test(output)) return undefined
  if (code !== 0) throw new Error(`${program} exited with ${code}`)
  return readHelperAnswer(program, output)
}

function readHelperAnswer(program: string, output: string): Record<string, string> {
  try {
    const { Username, Secret } = JSON.parse(output) as { readonly Username: string; readonly Secret: string }
    return Username === '<token>' ? { identitytoken: Secret } : { username: Username, password: Secret }
  } catch {
    throw new Error(`${program} answered with something else than JSON`)
  }
}
