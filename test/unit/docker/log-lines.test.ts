import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readLines } from '../../../src/docker/log-lines.ts'

const text = 'Grüße\r\n\r\nhalf a € line\nno end'

test.for([1, 2, 5, 1000])('a raw log gives whole lines when chunks are cut every %i', async (size) => {
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  expect(await linesOf(chunks, { tty: true })).toEqual(['Grüße', '', 'half a € line', 'no end'])
})

test('a line is given when it is complete, not when the log ends', async () => {
  async function* log(): AsyncGenerator<Buffer> {
    yield Buffer.from('ready\nnot yet')
    await new Promise(() => {})
  }
  expect((await readLines(log(), { tty: true }).next()).value).toBe('ready')
})

test('a line of one stream is not glued to half a line of the other', async () => {
  const frames = [
    [1, 'out '],
    [2, 'err\n'],
    [1, 'goes on\n'],
  ] as const
  const chunks = frames.map(([stream, content]) =>
    Buffer.concat([Buffer.from([stream, 0, 0, 0, 0, 0, 0, content.length]), Buffer.from(content)]),
  )
  expect(await linesOf(chunks, { tty: false })).toEqual(['err', 'out goes on'])
})

async function linesOf(chunks: Buffer[], options: { tty: boolean }): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(Readable.from(chunks), options)) lines.push(line)
  return lines
}
