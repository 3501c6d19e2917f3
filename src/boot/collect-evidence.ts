// A cluster that failed → files on the host that tell why, taken before anything is removed.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../docker/connect.ts'
import { inspectContainer } from '../docker/containers.ts'
import { findNodes } from '../nodes/find-nodes.ts'
import type { Node } from '../nodes/node.ts'
import { describeError } from '../support/errors.ts'

export interface Evidence {
  /** What was written: `web-control-plane/{console.log,inspect.json}`, one a node. */
  readonly files: readonly string[]
  /** Everything in one text, for the rules that recognise causes. */
  readonly text: string
}

// What is run inside a node that still runs; each becomes a file.
const reports: Readonly<Record<string, readonly string[]>> = {
  'journal.log': ['journalctl', '--no-pager', '--lines=2000'],
  'kubelet.log': ['journalctl', '--no-pager', '--unit=kubelet', '--lines=500'],
  'containers.txt': ['ctr', '--namespace', 'k8s.io', 'tasks', 'list'],
}

// The evidence must not hold up the error: a node that hangs gets this long.
const budgetMs = 15_000

/** Never throws: what could not be taken is named in its file instead. */
export async function collectEvidence(engine: Engine, cluster: string, directory: string): Promise<Evidence> {
  const nodes = await findNodes(engine, cluster).catch(() => [])
  const signal = AbortSignal.timeout(budgetMs)
  const taken = await Promise.all(nodes.map((node) => collectFromNode(engine, node, directory, signal)))
  return { files: taken.flatMap((one) => one.files), text: taken.map((one) => one.text).join('\n') }
}

async function collectFromNode(engine: Engine, node: Node, directory: string, signal: AbortSignal): Promise<Evidence> {
  const sources: Record<string, () => Promise<string>> = {
    'console.log': () => node.logTail(2000),
    'inspect.json': async () => JSON.stringify(await inspectContainer(engine, node.id), undefined, 2),
    ...(node.running && Object.fromEntries(Object.entries(reports).map(([file, argv]) => [file, async () => (await node.run(argv, { signal, allowFailure: true })).stdout]))),
  }
  await mkdir(join(directory, node.name), { recursive: true }).catch(() => undefined)
  const taken = await Promise.all(
    Object.entries(sources).map(async ([file, read]) => {
      const text = await read().catch((error: unknown) => `could not be read: ${describeError(error)}\n`)
      await writeFile(join(directory, node.name, file), text, { mode: 0o600 }).catch(() => undefined)
      return text
    }),
  )
  return { files: [`${node.name}/{${Object.keys(sources).join(',')}}`], text: taken.join('\n') }
}
