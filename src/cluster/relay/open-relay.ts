// A node and a port of loopback here → an address in the cluster from which every connection comes to that port. It works wherever the engine
// is: the connections travel over the input and output of a program that runs in the node.
import { connect, type Socket } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import type { Engine } from '../../docker/connect.ts'
import { streamInContainer } from '../../docker/stream-exec.ts'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../node.ts'
import { createFrameReader, type Frame, writeFrame } from './relay-frames.ts'
import { relayProgram } from './relay-program.ts'

/** Address of the node, and the port it listens on there. */
export interface Relay {
  readonly host: string
  readonly port: number
  close(): void
}

// The node's own processes may be busy; a program of three hundred bytes is not what takes the time.
const startMs = 15_000

/** Rejects with KIND_DOCKER_FAILED and what the program said, when it does not come to listen. */
export async function openRelay(
  engine: Engine,
  { name, id, address }: Pick<Node, 'name' | 'id' | 'address'>,
  port: number,
): Promise<Relay> {
  const input = new PassThrough()
  const sockets = new Map<number, Socket>()
  const listening = Promise.withResolvers<number>()
  const closed = new AbortController()
  let complaint = ''
  const take = createFrameReader((frame) => receive(frame))
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk)
      done()
    },
  })
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      complaint = (complaint + chunk.toString()).slice(-500)
      done()
    },
  })

  function receive({ type, id: one, data }: Frame): void {
    if (type === 'listening') listening.resolve(one)
    else if (type === 'opened') open(one)
    else if (type === 'data') sockets.get(one)?.write(data)
    else end(one)
  }

  function open(one: number): void {
    const socket = connect({ host: '127.0.0.1', port })
    sockets.set(one, socket)
    socket.on('data', (data: Buffer) => void input.write(writeFrame('data', one, data)))
    // What became of it over there is told by its end.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (sockets.delete(one)) input.write(writeFrame('end', one))
    })
  }

  function end(one: number): void {
    const socket = sockets.get(one)
    sockets.delete(one)
    socket?.end()
  }

  const close = (): void => {
    for (const socket of sockets.values()) socket.destroy()
    sockets.clear()
    input.end()
    closed.abort(new Error('the tunnel was closed'))
  }
  const running = streamInContainer(engine, id, ['perl', '-e', relayProgram, address], {
    stdin: input,
    stdout,
    stderr,
    signal: closed.signal,
  })
  const failed = running.then(
    (exitCode) => `it exited with ${exitCode}`,
    (error: unknown) => String(error),
  )
  const outcome = await Promise.race([listening.promise, failed, timeLimit()])
  if (typeof outcome === 'number') return { host: address, port: outcome, close }
  close()
  throw new DockerError('KIND_DOCKER_FAILED', {
    what: `no tunnel could be opened on ${name}: ${outcome}`,
    seen: complaint.trim() === '' ? [] : complaint.trim().split('\n'),
  })
}

async function timeLimit(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  setTimeout(() => resolve(`it did not come to listen within ${startMs / 1000} s`), startMs).unref()
  return promise
}
