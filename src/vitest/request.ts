// The wire between test files and Vitest's main process, both directions, errors as data: one line of JSON asks, one answers.
// Worker side: loads nothing but node:net, and that only when a cluster is asked for that is not there yet.
import type { Socket } from 'node:net'
import type { ClusterHandle } from '../cluster/handle.ts'
import type { ClusterOptions } from '../config/options.ts'
import { type ErrorData, KindError } from '../support/errors.ts'

/** Which cluster: the name of a declared one, or the options of one asked for in a test file. */
export type ClusterSelector = string | ClusterOptions

export interface BrokerRequest {
  readonly token: string
  readonly selector: ClusterSelector
  /** Where the options stand, for an error about them. */
  readonly source: string
}

export type ClusterAnswer = { readonly handle: ClusterHandle } | { readonly error: ErrorData }

/** Loopback rather than a socket file: nothing is left in a temporary folder when a run is killed. */
export interface BrokerAddress {
  readonly port: number
  /** Keeps other users of the host from asking. */
  readonly token: string
}

/** Asks the main process for a cluster and waits for it, however long it takes: the deadline is the boot's, over there. */
export async function requestCluster({ port, token }: BrokerAddress, selector: ClusterSelector, source: string): Promise<ClusterAnswer> {
  const { connect } = await import('node:net')
  const socket = connect({ host: '127.0.0.1', port })
  try {
    const request: BrokerRequest = { token, selector, source }
    socket.write(`${JSON.stringify(request)}\n`)
    return JSON.parse(await readLine(socket)) as ClusterAnswer
  } catch (cause) {
    throw new KindError('KIND_SETUP_MISSING', { what: "Vitest's main process did not answer when asked for a cluster; did it end?", cause })
  } finally {
    socket.destroy()
  }
}

/** The first line that comes in. Rejects when the other end closes before it is complete. */
export async function readLine(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk as string
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
  }
  throw new Error('the connection ended before the line did')
}
