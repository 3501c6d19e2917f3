// The program that runs in nodes, run here: this machine's Perl speaks with our end of the frames.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createFrameReader, type Frame, writeFrame } from '../../../../src/cluster/relay/relay-frames.ts'
import { relayProgram } from '../../../../src/cluster/relay/relay-program.ts'

test('frames survive any cut', () => {
  const bytes = Buffer.concat([writeFrame('opened', 1), writeFrame('data', 1, Buffer.from('hello')), writeFrame('end', 4_000_000_000)])
  for (const size of [1, 2, 7, 9, 10, bytes.length]) {
    const frames: Frame[] = []
    const read = createFrameReader((frame) => frames.push({ ...frame, data: Buffer.from(frame.data) }))
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
    expect(frames.map(({ type, id, data }) => [type, id, data.toString()])).toEqual([
      ['opened', 1, ''],
      ['data', 1, 'hello'],
      ['end', 4_000_000_000, ''],
    ])
  }
})

test('many connections at once, each with its own bytes, both ways', async () => {
  const { port, echo } = await startRelay()
  echo()
  const sent = Array.from({ length: 20 }, (_, index) => Buffer.alloc(300_000, index))
  const received = await Promise.all(
    sent.map(async (bytes) => {
      const socket = connect(port, '127.0.0.1')
      socket.write(bytes)
      const chunks: Buffer[] = []
      let length = 0
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        chunks.push(chunk)
        if ((length += chunk.length) >= bytes.length) break
      }
      return Buffer.concat(chunks)
    }),
  )
  expect(received.map((bytes, index) => bytes.equals(sent[index]!))).toEqual(sent.map(() => true))
})

test('what is sent last arrives before the end', async () => {
  const { port, frames, send } = await startRelay()
  const socket = connect(port, '127.0.0.1')
  await expect.poll(() => frames.map(({ type }) => type)).toEqual(['opened'])
  send(writeFrame('data', 1, Buffer.alloc(2_000_000, 'x')))
  send(writeFrame('end', 1))
  expect((await buffer(socket)).length).toBe(2_000_000)
})

test('tells that a caller has gone, and goes itself with its input', async () => {
  const { port, frames, child } = await startRelay()
  connect(port, '127.0.0.1').end()
  await expect
    .poll(() => frames.map(({ type, id }) => [type, id]))
    .toEqual([
      ['opened', 1],
      ['end', 1],
    ])
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

async function startRelay() {
  const child = spawn('perl', ['-e', relayProgram, '127.0.0.1'], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const frames: Frame[] = []
  const listening = Promise.withResolvers<number>()
  let onFrame = (frame: Frame): void => void frames.push(frame)
  const read = createFrameReader((frame) => (frame.type === 'listening' ? listening.resolve(frame.id) : onFrame(frame)))
  child.stdout.on('data', read)
  return {
    child,
    frames,
    port: await listening.promise,
    send: (bytes: Buffer) => void child.stdin.write(bytes),
    echo: () => {
      onFrame = ({ type, id, data }) => void (type === 'data' && child.stdin.write(writeFrame('data', id, data)))
    },
  }
}
