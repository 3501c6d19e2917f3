// A log stream of the engine → its lines, without line ends. Waits for more as long as the stream is open.
import { StringDecoder } from 'node:string_decoder'
import { createDemultiplexer } from './demultiplex.ts'

/** Yields each line once it is complete, and at the end what has no line end. `tty`: the stream is raw. */
export async function* readLines(stream: AsyncIterable<Buffer>, { tty }: { tty: boolean }): AsyncGenerator<string> {
  const complete: string[] = []
  const stdout = createLineSplitter(complete)
  const stderr = createLineSplitter(complete)
  const feed = tty ? stdout.write : createDemultiplexer((name, piece) => (name === 'stdout' ? stdout : stderr).write(piece))
  for await (const chunk of stream) {
    feed(chunk)
    yield* complete.splice(0)
  }
  stdout.end()
  stderr.end()
  yield* complete
}

// stdout and stderr are split apart: half a line of one must not be glued to a line of the other.
function createLineSplitter(lines: string[]): { write: (chunk: Buffer) => void; end: () => void } {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  const take = (text: string): void => {
    const parts = (begun + text).split('\n')
    begun = parts.pop() ?? ''
    lines.push(...parts.map((line) => line.replace(/\r$/, '')))
  }
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end())
      if (begun !== '') lines.push(begun.replace(/\r$/, ''))
    },
  }
}
