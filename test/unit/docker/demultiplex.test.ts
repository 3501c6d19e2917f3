import { expect, test } from 'vitest'
import { createDemultiplexer } from '../../../src/docker/demultiplex.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const content = Buffer.from(text)
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(content.length, 4)
  return Buffer.concat([header, content])
}

const whole = Buffer.concat([frame(1, 'first '), frame(2, 'odd '), frame(1, ''), frame(1, 'x'.repeat(300)), frame(2, 'end')])

test.for([1, 2, 3, 7, 8, 9, 100, 1000])('gives each stream its bytes when chunks are cut every %i', (size) => {
  const texts = { stdout: '', stderr: '' }
  const feed = createDemultiplexer((name, piece) => (texts[name] += piece.toString()))
  for (let at = 0; at < whole.length; at += size) feed(whole.subarray(at, at + size))
  expect(texts).toEqual({ stdout: `first ${'x'.repeat(300)}`, stderr: 'odd end' })
})

test('hands on what has come of a frame without waiting for the rest', () => {
  const pieces: string[] = []
  const feed = createDemultiplexer((_name, piece) => pieces.push(piece.toString()))
  feed(frame(1, 'begun and not ended').subarray(0, 13))
  expect(pieces).toEqual(['begun'])
})
