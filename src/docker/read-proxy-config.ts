// The docker program's own settings → the proxies it gives to containers it makes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineEnvironment } from './engine-places.ts'

export interface ProxyConfig {
  readonly http: string | undefined
  readonly https: string | undefined
  readonly no: string | undefined
}

interface DockerConfig {
  readonly proxies?: Readonly<Record<string, { readonly httpProxy?: string; readonly httpsProxy?: string; readonly noProxy?: string }>>
}

/**
 * The entry of the engine's own address, else the one named default. A file that cannot be read has none: it is not ours to judge.
 *
 * @param where `unix:///var/run/docker.sock`
 */
export async function readProxyConfig(where: string, { DOCKER_CONFIG, HOME }: EngineEnvironment): Promise<ProxyConfig> {
  const directory = DOCKER_CONFIG || (HOME === undefined ? undefined : join(HOME, '.docker'))
  const text = directory === undefined ? '{}' : await readFile(join(directory, 'config.json'), 'utf8').catch(() => '{}')
  let config: DockerConfig = {}
  try {
    config = JSON.parse(text) as DockerConfig
  } catch {
    // As above.
  }
  const entry = config.proxies?.[where] ?? config.proxies?.['default']
  return { http: entry?.httpProxy, https: entry?.httpsProxy, no: entry?.noProxy }
}
