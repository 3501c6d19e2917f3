// The wire between test files and Vitest's main process, both directions, errors as data: lines of JSON, a call and its answer. Only the
// main process reaches the engine. Worker side: loads nothing but node:net, and that only when something is asked for.
import type { Socket } from 'node:net'
import type { AttemptReport } from '../artifacts/run-record.ts'
import type { ClusterHandle } from '../cluster/handle.ts'
import type { ImageSource } from '../config/image-options.ts'
import type { ClusterOptions } from '../config/options.ts'
import type { Undo } from '../kube/webhooks/host.ts'
import type { Fault, TimeLimit } from '../verbs/faults/fault.ts'
import type { RegistryNames } from '../plan/registry.ts'
import type { ObjectReference } from '../kube/objects.ts'
import { type ErrorData, errorFromData, errorToData, KindError } from '../support/errors.ts'

/** Which cluster: the name of a declared one, or the options of one asked for in a test file. */
export type ClusterSelector = string | ClusterOptions

/** What test files may ask of the main process. */
export interface Calls {
  /** A usable cluster, however long that takes: the deadline is the boot's, over there. */
  acquire: {
    readonly input: {
      /** Absent for the declared one. */
      readonly selector?: ClusterSelector | undefined
      /** Where the options stand, for an error about them. */
      readonly source: string
    }
    readonly output: ClusterHandle
  }
  /** A usable cluster for the asker alone. It goes with the connection. */
  acquireIsolated: { readonly input: { readonly options: ClusterOptions; readonly source: string }; readonly output: ClusterHandle }
  /** Removes what the asker has for itself; answered when it is gone. */
  removeIsolated: { readonly input: { readonly failed: boolean }; readonly output: void }
  /** Where the registry of a cluster is. */
  registry: { readonly input: { readonly cluster: string }; readonly output: RegistryNames }
  /** An image of the engine, or one that is built, into the registry of a cluster; ends early with the connection. */
  pushImage: {
    readonly input: { readonly cluster: string; readonly image: ImageSource; readonly as?: string | undefined }
    /** By which pods pull it. */
    readonly output: string
  }
  /** An image on every node of a cluster; ends early with the connection. */
  loadImage: {
    readonly input: { readonly cluster: string; readonly image: ImageSource }
    /** Its name there. */
    readonly output: string
  }
  /** A way from the API servers of a cluster to a port of loopback here, as long as the connection lasts. */
  openTunnel: {
    readonly input: { readonly cluster: string; readonly port: number }
    /** Where API servers find it. */
    readonly output: { readonly host: string; readonly port: number }
  }
  /** What is to be sent to an API server when the connection ends; takes the place of what was noted before. */
  undoAtEnd: {
    readonly input: { readonly kubeconfig: string; readonly undos: readonly Undo[] }
    readonly output: void
  }
  /** Notes that the asker's tests use a cluster from now on. Answered when nobody disturbs it. */
  use: {
    readonly input: { readonly cluster: string; readonly file: string }
    readonly output: void
  }
  /** The asker uses none any more. */
  leave: { readonly input: object; readonly output: void }
  /** Does something to a node, for one test. Undone by `undoFaults`, and when the session ends. */
  inflict: {
    readonly input: FaultPlace & { readonly fault: Fault; readonly limit: TimeLimit }
    readonly output: void
  }
  /** Answered when all that the asker has inflicted is undone and the clusters are usable. */
  undoFaults: { readonly input: object; readonly output: void }
  /** Runs a command in a node. */
  execInNode: {
    readonly input: FaultPlace & { readonly argv: readonly string[]; readonly stdin?: string; readonly limit: TimeLimit }
    readonly output: NodeCommandResult
  }
  /**
   * Tells that this test uses an object which does not go with its namespace; tests of several files may use the same. The last of them
   * takes it along, when a test has made it.
   */
  claimObject: {
    readonly input: {
      readonly kubeconfig: string
      readonly object: ObjectReference
      /** The server chose its name: it cannot have been there before. */
      readonly isNew: boolean
    }
    readonly output: null
  }
  /** Tells that it is there now: other runs on the same cluster are to know who uses it. */
  objectMade: { readonly input: { readonly kubeconfig: string; readonly object: ObjectReference }; readonly output: null }
  /** What `kubectl kustomize` prints for a folder of this machine, run in a node of the cluster. */
  kustomize: {
    readonly input: { readonly cluster: string; readonly folder: string }
    readonly output: string
  }
  /** What the engine knows of nodes that do not run, a line each; `isSilent`: the API says nothing. */
  lookAtNodes: { readonly input: { readonly cluster: string; readonly isSilent: boolean }; readonly output: readonly string[] }
  /** Tells what was seen at the end of an attempt of a test, and what is kept of it. */
  noteAttempt: { readonly input: AttemptReport; readonly output: void }
  /** Gives all back that was claimed over this connection, the last one first; resolves when what had to go is gone. */
  releaseObjects: { readonly input: null; readonly output: null }
}

/** A node, and the test that asks. */
export interface FaultPlace {
  readonly cluster: string
  readonly node: string
  readonly test: string
}

/** What a command left behind. */
export interface NodeCommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export type CallName = keyof Calls

export interface BrokerRequest<Name extends CallName = CallName> {
  readonly token: string
  /** Of this call, among those of its connection. */
  readonly id: number
  readonly name: Name
  readonly input: Calls[Name]['input']
}

export type BrokerAnswer = { readonly id: number } & ({ readonly output: unknown } | { readonly error: ErrorData })

export type ClusterAnswer = { readonly handle: ClusterHandle } | { readonly error: ErrorData }

/** Loopback rather than a socket file: nothing is left in a temporary folder when a run is killed. */
export interface BrokerAddress {
  readonly port: number
  /** Keeps other users of the host from asking. */
  readonly token: string
}

/** A connection to the main process. What was asked for over it may be undone there when it ends, also by the end of this process. */
export interface MainProcess {
  /** Throws what the call threw over there, or KIND_SETUP_MISSING when no answer comes. */
  call<Name extends CallName>(name: Name, input: Calls[Name]['input']): Promise<Calls[Name]['output']>
  close(): void
}

export async function connectMainProcess({ port, token }: BrokerAddress): Promise<MainProcess> {
  const { connect } = await import('node:net')
  const socket = connect({ host: '127.0.0.1', port })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  const listen = async (): Promise<void> => {
    for await (const line of readLines(socket)) {
      const answer = JSON.parse(line) as BrokerAnswer
      if ('error' in answer) waiting.get(answer.id)?.reject(errorFromData(answer.error))
      else waiting.get(answer.id)?.resolve(answer.output)
      waiting.delete(answer.id)
    }
    throw new Error('the connection ended')
  }
  const ended = listen().catch((cause: unknown) => {
    socket.destroy()
    const error = new KindError('KIND_SETUP_MISSING', { what: "Vitest's main process did not answer; did it end?", cause })
    for (const { reject } of waiting.values()) reject(error)
    return error
  })
  return {
    async call(name, input) {
      if (socket.destroyed) throw await ended
      const id = (calls += 1)
      const answer = Promise.withResolvers<unknown>()
      waiting.set(id, answer)
      socket.write(`${JSON.stringify({ token, id, name, input } satisfies BrokerRequest<typeof name>)}\n`)
      return (await answer.promise) as never
    },
    close: () => void socket.destroy(),
  }
}

/** Asks the main process for a cluster and waits for it. */
export async function requestCluster(
  address: BrokerAddress,
  selector: ClusterSelector | undefined,
  source: string,
): Promise<ClusterAnswer> {
  const main = await connectMainProcess(address)
  try {
    return { handle: await main.call('acquire', { selector, source }) }
  } catch (error) {
    return { error: errorToData(error) }
  } finally {
    main.close()
  }
}

/** Line by line what comes in, until the other end closes. */
export async function* readLines(socket: Socket): AsyncGenerator<string, void> {
  let rest = ''
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const lines = (rest + (chunk as string)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
