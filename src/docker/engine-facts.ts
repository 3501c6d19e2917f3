// Engine → what it is and runs on, as plain data. Changes nothing.
import type { Engine } from './connect.ts'
import { askEngine } from './ask-engine.ts'

export interface EngineFacts {
  readonly cgroupVersion: 1 | 2
  /** `overlay2`, `btrfs` … */
  readonly storageDriver: string
  /** Of the directory where images lie, as the storage driver names it: `extfs`, `xfs`; undefined when it does not say. */
  readonly backingFileSystem: string | undefined
  readonly cpus: number
  readonly memoryBytes: number
  /** Where images and volumes lie on the engine's host. */
  readonly rootDirectory: string
  readonly rootless: boolean
  /** Users of containers are others on the host (`userns-remap`). */
  readonly remapsUsers: boolean
}

/** Asks the engine about itself and its host. */
export async function readEngineFacts(engine: Engine): Promise<EngineFacts> {
  return parseEngineFacts(await askEngine(engine, 'the Docker engine did not describe itself', () => engine.docker.info()))
}

/** What of an answer to GET /info nodes depend on. */
export function parseEngineFacts(info: EngineInfo): EngineFacts {
  const securityOptions = info.SecurityOptions ?? []
  return {
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    storageDriver: info.Driver,
    backingFileSystem: info.DriverStatus?.find(([name]) => name === 'Backing Filesystem')?.[1],
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootDirectory: info.DockerRootDir,
    rootless: securityOptions.some((option) => option.startsWith('name=rootless')),
    remapsUsers: securityOptions.some((option) => option.startsWith('name=userns')),
  }
}

/** The time on the engine's host, milliseconds since 1970: it is that of all its containers, and may not be ours. */
export async function readEngineTime(engine: Engine): Promise<number> {
  const info: EngineInfo = await askEngine(engine, 'the Docker engine did not tell its time', () => engine.docker.info())
  return Date.parse(info.SystemTime)
}

/** The part of GET /info that is read here; dockerode types the whole as any. */
export interface EngineInfo {
  readonly CgroupVersion?: string
  readonly Driver: string
  readonly DriverStatus?: readonly (readonly [string, string])[] | null
  readonly NCPU: number
  readonly MemTotal: number
  readonly DockerRootDir: string
  readonly SecurityOptions?: readonly string[] | null
  readonly SystemTime: string
}
