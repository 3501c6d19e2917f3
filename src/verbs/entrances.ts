// Services → ports of this machine that lead to their pods, where the nodes' network is not this machine's. Each Service has an address of
// loopback for itself where the system has more than one (Linux, Windows), so that its ports keep their numbers.
import { isDeepStrictEqual } from 'node:util'
import type { V1PortStatus, V1ServiceSpec } from '@kubernetes/client-node'
import type { KubeConnection } from '../kube/connection.ts'
import type { KubeObject } from '../kube/object.ts'
import { type Patience, podGroupOf } from '../kube/pods/pod-group.ts'
import { type Forward, listenForward, type LocalPlace } from '../kube/pods/port-forward.ts'
import { type IngressPoint, readIngress } from '../kube/verdicts/load-balancer-status.ts'
import { startDeadline } from '../support/deadline.ts'
import { hashData } from '../support/hash.ts'

export interface Entrances extends AsyncDisposable {
  /** Opens what is not open yet. Undefined while another process of this machine has the ports of which the Service's status tells. */
  open(service: KubeObject): Promise<IngressPoint | undefined>
  /** Closes those of all other Services. */
  keepOnly(services: readonly KubeObject[]): Promise<void>
}

interface Entrance {
  /** Of which Service it was made, as far as that matters. */
  readonly shape: string
  readonly point: IngressPoint
  readonly forwards: readonly Forward[]
}

// How long a connection, or what is asked before one, waits: a client of a load balancer counts on seconds.
const patienceMs = 10_000

export function isEntrance({ ip }: IngressPoint): boolean {
  return ip?.startsWith('127.') === true
}

interface Way {
  readonly connection: KubeConnection
  readonly signal: AbortSignal
}

export function createEntrances(way: Way): Entrances {
  const entrances = new Map<string, Entrance>()
  const close = async (uid: string): Promise<void> => {
    const forwards = entrances.get(uid)?.forwards ?? []
    entrances.delete(uid)
    await Promise.all(forwards.map((forward) => forward.close()))
  }
  return {
    async open(service) {
      const { uid = '' } = service.metadata
      const shape = JSON.stringify(specOf(service))
      const present = entrances.get(uid)
      // What another run tells of this Service is taken over, so that two of them never correct each other.
      const told = readIngress(service).find(isEntrance)
      if (present?.shape === shape && (told === undefined || isDeepStrictEqual(told, present.point))) return present.point
      await close(uid)
      const made = await openEntrance(way, service, present === undefined || present.shape === shape ? told : undefined)
      if (made) entrances.set(uid, { ...made, shape })
      return made?.point
    },
    async keepOnly(services) {
      const kept = new Set(services.map(({ metadata }) => metadata.uid))
      await Promise.all([...entrances.keys()].filter((uid) => !kept.has(uid)).map(close))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...entrances.keys()].map(close))
    },
  }
}

async function openEntrance(way: Way, service: KubeObject, told: IngressPoint | undefined): Promise<Omit<Entrance, 'shape'> | undefined> {
  const { name, uid = '' } = service.metadata
  const startPatience = (): Patience => ({ deadline: startDeadline(`a connection to Service ${name}`, patienceMs, way.signal) })
  const group = podGroupOf(service)
  const listen: Listen | undefined = group && ((port, at) => listenForward(way.connection, { group, port, at, startPatience }))
  const openAt = (host: string, exactly?: IngressPoint): Promise<Omit<Entrance, 'shape'>> =>
    openPorts(specOf(service), { host, exactly, listen })
  try {
    if (told?.ip !== undefined) return await openAt(told.ip, told)
  } catch (error) {
    if (isCode(error, 'EADDRINUSE')) return undefined
    if (!isCode(error, 'EADDRNOTAVAIL', 'EACCES')) throw error
  }
  return openAt(loopbackOf(uid)).catch((error: unknown) => {
    // macOS has this one only.
    if (isCode(error, 'EADDRNOTAVAIL')) return openAt('127.0.0.1')
    throw error
  })
}

type Listen = (port: number, at: LocalPlace) => Promise<Forward>

interface Place {
  readonly host: string
  /** With these numbers or none. */
  readonly exactly: IngressPoint | undefined
  /** Undefined for a Service that leads to no pods. */
  readonly listen: Listen | undefined
}

/** All of them or none. Rejects with Node.js' own error. */
async function openPorts({ ports = [] }: V1ServiceSpec, { host, exactly, listen }: Place): Promise<Omit<Entrance, 'shape'>> {
  const forwards: Forward[] = []
  const opened: V1PortStatus[] = []
  try {
    for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
      const error = protocol !== 'TCP' ? 'vitest-kind/OnlyTCP' : listen === undefined ? 'vitest-kind/NoSelector' : undefined
      if (error !== undefined || listen === undefined) opened.push({ port, protocol, ...(error !== undefined && { error }) })
      else {
        const forward = await listen(port, { host, port: exactly?.ports?.[index]?.port ?? port }).catch((failure: unknown) => {
          // Taken, or one of those below 1024 that are the administrator's: then whichever is free.
          if (exactly === undefined && isCode(failure, 'EADDRINUSE', 'EACCES')) return listen(port, { host, port: 0 })
          throw failure
        })
        forwards.push(forward)
        opened.push({ port: forward.port, protocol })
      }
    }
    return { point: { ip: host, ipMode: 'Proxy', ports: opened }, forwards }
  } catch (error) {
    await Promise.all(forwards.map((forward) => forward.close()))
    throw error
  }
}

/** Far from those that others take: 127.0.0.x. */
function loopbackOf(uid: string): string {
  const [first, second, third] = Buffer.from(hashData(uid), 'hex')
  return `127.${64 + (first! % 64)}.${second}.${1 + (third! % 254)}`
}

function specOf({ spec }: KubeObject): Pick<V1ServiceSpec, 'ports' | 'selector'> {
  const { ports, selector } = (spec ?? {}) as V1ServiceSpec
  return { ...(ports && { ports }), ...(selector && { selector }) }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
