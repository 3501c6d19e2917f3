// The engine → what is there at this moment, thing by thing, and how much its own processes hold. Reads only.
import { readdirSync, readlinkSync } from 'node:fs'
import type { Engine } from '../../src/docker/connect.ts'
import { readProc } from '../support/proc.ts'

export interface Count {
  readonly containers: readonly string[]
  readonly volumes: readonly string[]
  readonly networks: readonly string[]
  readonly 'images without a name': readonly string[]
  /** Of the engine's processes; undefined where they are out of sight: on another machine, or another user's. */
  readonly sockets: number | undefined
  /** Resident, of the same. */
  readonly memoryMiB: number | undefined
}

export async function countEngine({ docker }: Engine): Promise<Count> {
  const [containers, networks, { Volumes }, unnamed] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages({ filters: { dangling: ['true'] } }),
  ])
  const processes = listEngineProcesses()
  return {
    containers: containers.map(({ Names, Id }) => `${Names[0]} ${Id.slice(0, 12)}`),
    volumes: Volumes.map(({ Name }) => Name),
    networks: networks.map(({ Name, Id }) => `${Name} ${Id.slice(0, 12)}`),
    'images without a name': unnamed.map(({ Id }) => Id.slice(7, 19)),
    sockets: sum(processes.map(countSockets)),
    memoryMiB: sum(processes.map(readMemoryMiB)),
  }
}

/** Without those in containers: nodes have a containerd of their own. */
function listEngineProcesses(): string[] {
  const own = readLink('/proc/self/ns/pid')
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && /^(dockerd|containerd)$/.test(readProc(pid, 'comm').trim()) && readLink(`/proc/${pid}/ns/pid`) === own,
  )
}

function countSockets(pid: string): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => readLink(`/proc/${pid}/fd/${fd}`)?.startsWith('socket:')).length
}

function readMemoryMiB(pid: string): number {
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1024
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function sum(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((all, one) => all + one, 0)
}
