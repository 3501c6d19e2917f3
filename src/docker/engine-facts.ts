// Engine → what it is and runs on, as plain data. Asks twice (info, version), changes nothing.
import type { DockerVersion } from 'dockerode'
import type { Engine } from './connect.ts'
import { askEngine } from './ask-engine.ts'

export interface EngineFacts {
  /** `20.10.24+dfsg1` */
  readonly version: string
  /** `1.41` */
  readonly apiVersion: string
  readonly cgroupVersion: 1 | 2
  /** `cgroupfs`, `systemd` or `none`. */
  readonly cgroupDriver: string
  /** `overlay2`, `btrfs` … */
  readonly storageDriver: string
  /** Of the directory where images lie, as the storage driver names it: `extfs`, `xfs`; undefined when it does not say. */
  readonly backingFileSystem: string | undefined
  /** As images name it: `amd64`, `arm64`. */
  readonly architecture: string
  readonly cpus: number
  readonly memoryBytes: number
  /** Where images and volumes lie on the engine's host. */
  readonly rootDirectory: string
  readonly rootless: boolean
  /** Users of containers are others on the host (`userns-remap`). */
  readonly remapsUsers: boolean
  /** As the engine lists them: `name=seccomp,profile=default`. */
  readonly securityOptions: readonly string[]
}

/** Asks the engine about itself and its host. */
export async function readEngineFacts(engine: Engine): Promise<EngineFacts> {
  const ask = async (): Promise<[EngineInfo, DockerVersion]> => Promise.all([engine.docker.info(), engine.docker.version()])
  const [info, version] = await askEngine(engine, 'the Docker engine did not describe itself', ask)
  const securityOptions = info.SecurityOptions ?? []
  return {
    version: version.Version,
    apiVersion: version.ApiVersion,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    cgroupDriver: info.CgroupDriver,
    storageDriver: info.Driver,
    backingFileSystem: info.DriverStatus?.find(([name]) => name === 'Backing Filesystem')?.[1],
    architecture: version.Arch,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootDirectory: info.DockerRootDir,
    rootless: securityOptions.some((option) => option.startsWith('name=rootless')),
    remapsUsers: securityOptions.some((option) => option.startsWith('name=userns')),
    securityOptions,
  }
}

/** The time on the engine's host, milliseconds since 1970: it is that of all its containers, and may not be ours. */
export async function readEngineTime(engine: Engine): Promise<number> {
  const info: EngineInfo = await askEngine(engine, 'the Docker engine did not tell its time', () => engine.docker.info())
  return Date.parse(info.SystemTime)
}

// The part of GET /info that is read; dockerode types the whole as any.
interface EngineInfo {
  readonly CgroupVersion?: string
  readonly CgroupDriver: string
  readonly Driver: string
  readonly DriverStatus?: readonly (readonly [string, string])[] | null
  readonly NCPU: number
  readonly MemTotal: number
  readonly DockerRootDir: string
  readonly SecurityOptions?: readonly string[] | null
  readonly SystemTime: string
}
