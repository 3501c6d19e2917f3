// A planned container, alive: what can be done to it. Two life stages, two types: a paused node can be released, a released one run things.
import { type FileToPut, putFiles, readChangeTime, readFile } from '../docker/archive.ts'
import { signalContainer } from '../docker/containers.ts'
import type { Engine } from '../docker/connect.ts'
import { runInContainer, type RunOptions, type RunResult } from '../docker/exec.ts'
import { awaitLogLine, readLogTail } from '../docker/logs.ts'
import type { NodeRole } from '../config/spec.ts'
import type { NodeFacts } from '../plan/host-facts.ts'

/** What holds for a node in every stage. */
export interface AnyNode {
  /** Container name, hostname and Kubernetes node name. */
  readonly name: string
  readonly role: NodeRole
  readonly id: string
  /** IPv4 address on the Docker network; empty when it has none. */
  readonly address: string
  /** The same for IPv6. */
  readonly ipv6Address: string
  /** Where the API server is published, on control planes. */
  readonly apiPort: { readonly hostAddress: string; readonly hostPort: number } | undefined
  readonly running: boolean
  /** Writes files into the node with one request; missing directories are made. Not below /tmp and /run: they are tmpfs. */
  put(files: readonly FileToPut[]): Promise<void>
  /** Text of a file in the node, or undefined. */
  read(path: string): Promise<string | undefined>
  /** When a file, or what is in a folder, was last changed, in milliseconds since 1970; undefined when there is none. */
  changedAt(path: string): Promise<number | undefined>
  logTail(lines: number): Promise<string>
}

/** PID 1 waits for SIGUSR1 and is the only process. */
export interface PausedNode extends AnyNode {
  readonly facts: NodeFacts
  /** Sends SIGUSR1: PID 1 goes on to the entrypoint and systemd. */
  release(): Promise<void>
}

/** systemd is PID 1, or about to be. */
export interface Node extends AnyNode {
  /** Runs a command; a non-zero exit throws KIND_DOCKER_FAILED unless `allowFailure`. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

export type NodeIdentity = Omit<AnyNode, 'put' | 'read' | 'changedAt' | 'logTail'>

/** A node taken for what it is once released. */
export function createNode(engine: Engine, identity: NodeIdentity): Node {
  return { ...anyNode(engine, identity), run: (argv, options) => runInContainer(engine, identity.id, [...argv], options) }
}

/** Waits for the pause's announcement; fails when the container ends before it. */
export async function awaitPausedNode(engine: Engine, identity: NodeIdentity, signal: AbortSignal): Promise<PausedNode> {
  const [, capabilities = '', cgroupVersion] = await awaitLogLine(engine, identity.id, announcement, signal, 'its pause')
  return {
    ...anyNode(engine, identity),
    facts: {
      cgroupVersion: cgroupVersion === '1' ? 1 : 2,
      lacksSysResource: (BigInt(`0x${capabilities}`) & capSysResource) === 0n,
    },
    release: () => signalContainer(engine, identity.id, 'SIGUSR1'),
  }
}

// Keep with images/entrypoint/paused-boot.
const announcement = /paused-boot: waiting for SIGUSR1 capabilities=([0-9a-f]+) cgroup=([12])/
// CAP_SYS_RESOURCE is capability 24 (linux/capability.h).
const capSysResource = 1n << 24n

function anyNode(engine: Engine, identity: NodeIdentity): AnyNode {
  return {
    ...identity,
    put: (files) => putFiles(engine, identity.id, files),
    read: (path) => readFile(engine, identity.id, path),
    changedAt: (path) => readChangeTime(engine, identity.id, path),
    logTail: (lines) => readLogTail(engine, identity.id, lines),
  }
}
