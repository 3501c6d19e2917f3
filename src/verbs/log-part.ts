// One file (or folder of files) of an export of logs: its path below the export, and how it is filled. For its owner alone: what is
// exported holds the environment of nodes, proxies and their passwords among it.
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '../docker/connect.ts'
import { streamInContainer } from '../docker/stream-exec.ts'
import type { Node } from '../cluster/node.ts'

export interface LogPart {
  /** `web-worker/journal.log` */
  readonly path: string
  /** Fills `target`, whose folder exists; what it has written when it fails stays. */
  write(target: string, signal: AbortSignal): Promise<void>
}

export function textPart(path: string, read: (signal: AbortSignal) => Promise<string>): LogPart {
  return { path, write: async (target, signal) => writeFile(target, await read(signal), { mode: 0o600 }) }
}

export function jsonPart(path: string, read: () => Promise<unknown>): LogPart {
  return textPart(path, async () => `${JSON.stringify(await read(), undefined, 2)}\n`)
}

/** The output of a command in a node, streamed: a journal may be larger than memory. */
export function commandPart(path: string, engine: Engine, node: Node, argv: readonly string[]): LogPart {
  return {
    path,
    async write(target, signal) {
      const stdout = new PassThrough()
      const stderr = new PassThrough()
      const complaints = buffer(stderr)
      const running = streamInContainer(engine, node.id, argv, { stdout, stderr, signal }).finally(() =>
        [stdout, stderr].forEach((stream) => stream.end()),
      )
      const [exitCode] = await Promise.all([running, pipeline(stdout, createWriteStream(target, { mode: 0o600 }))])
      if (exitCode !== 0)
        throw new Error(`"${argv.join(' ')}" exited with ${exitCode}: ${(await complaints).toString('utf8').trim().split('\n').at(-1)}`)
    },
  }
}
