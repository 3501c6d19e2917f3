// A cluster that failed → files on the host that tell why, taken before anything is removed.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../docker/connect.ts'
import { inspectContainer } from '../docker/containers.ts'
import { findMembers, type LoadBalancer } from '../nodes/find-nodes.ts'
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
  const { nodes, loadBalancer } = await findMembers(engine, cluster).catch(() => ({ nodes: [], loadBalancer: undefined }))
  const signal = AbortSignal.timeout(budgetMs)
  const taken = await Promise.all([
    ...nodes.map((node) => collectFrom(node, { ...listSources(engine, node), ...listReports(node, signal) }, directory)),
    ...(loadBalancer ? [collectFrom(loadBalancer, listSources(engine, loadBalancer), directory)] : []),
  ])
  return { files: taken.flatMap((one) => one.files), text: taken.map((one) => one.text).join('\n') }
}

type Sources = Readonly<Record<string, () => Promise<string>>>

function listSources(engine: Engine, container: LoadBalancer): Sources {
  return {
    'console.log': () => container.logTail(2000),
    'inspect.json': async () => JSON.stringify(await inspectContainer(engine, container.id), undefined, 2),
  }
}

function listReports(node: Node, signal: AbortSignal): Sources {
  if (!node.running) return {}
  return Object.fromEntries(Object.entries(reports).map(([file, argv]) => [file, async () => (await node.run(argv, { signal, allowFailure: true })).stdout]))
}

async function collectFrom({ name }: { readonly name: string }, sources: Sources, directory: string): Promise<Evidence> {
  await mkdir(join(directory, name), { recursive: true }).catch(() => undefined)
  const taken = await Promise.all(
    Object.entries(sources).map(async ([file, read]) => {
      const text = await read().catch((error: unknown) => `could not be read: ${describeError(error)}\n`)
      await writeFile(join(directory, name, file), text, { mode: 0o600 }).catch(() => undefined)
      return text
    }),
  )
  return { files: [`${name}/{${Object.keys(sources).join(',')}}`], text: taken.join('\n') }
}
