// `npm run bench`: seconds from nothing to usable, ours and the real kind's in turn, same image, same machine. Ratios are what
// counts: machines differ and are noisy. Usable is judged by the same code for both.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildKind } from '../../images/components.ts'
import { createCluster, deleteCluster } from '../../src/api.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitCoreDns, awaitDefaultServiceAccount, awaitNodesReady } from '../../src/kube/readiness.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { startDeadline } from '../../src/support/deadline.ts'

const run = promisify(execFile)
const rounds = Number(process.argv[2] ?? 5)
const project = fileURLToPath(new URL('../..', import.meta.url))
const kindConfig = join(project, 'fixtures/configs/kind-restricted-host.yaml')
const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-bench-'))
const kind = await buildKind({ cacheDir: join(project, '.cache'), onProgress: () => undefined })
const engine = await connectEngine(readEnvironment().engine, new AbortController().signal)
// kind never takes its network away again.
const { network } = readEnvironment()
const hadNetwork = (await findNetwork(engine, network)) !== undefined
const image = await findPresentImage(engine, '1.37')
if (image === undefined) throw new Error('no node image: npm run images')

async function bootOurs(): Promise<number> {
  const startedAt = performance.now()
  await createCluster({ name: 'bench-ours', image: image! }, { artifactsDirectory: directory })
  const elapsedMs = performance.now() - startedAt
  await deleteCluster('bench-ours', { artifactsDirectory: directory })
  return elapsedMs
}

async function bootKind(): Promise<number> {
  const kubeconfig = join(directory, 'kind-kubeconfig')
  const startedAt = performance.now()
  await run(kind, ['create', 'cluster', '--name', 'bench-kind', '--image', image!, '--config', kindConfig, '--kubeconfig', kubeconfig])
  await using connection = await connectKube(await readFile(kubeconfig, 'utf8'))
  const deadline = startDeadline('the benchmark', 120_000)
  await Promise.all([
    awaitNodesReady(connection, ['bench-kind-control-plane'], deadline),
    awaitCoreDns(connection, deadline),
    awaitDefaultServiceAccount(connection, 'default', deadline),
  ])
  const elapsedMs = performance.now() - startedAt
  await run(kind, ['delete', 'cluster', '--name', 'bench-kind', '--kubeconfig', kubeconfig])
  return elapsedMs
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(6)
const ours: number[] = []
const theirs: number[] = []
console.log(`seconds to usable, ${image}, ${rounds} rounds\n round   ours   kind  ours/kind`)
for (let round = 1; round <= rounds; round++) {
  ours.push(await bootOurs())
  theirs.push(await bootKind())
  console.log(
    `${String(round).padStart(6)} ${seconds(ours.at(-1)!)} ${seconds(theirs.at(-1)!)} ${(ours.at(-1)! / theirs.at(-1)!).toFixed(2).padStart(10)}`,
  )
}
console.log(
  `median ${seconds(median(ours))} ${seconds(median(theirs))} ${median(ours.map((ms, index) => ms / theirs[index]!))
    .toFixed(2)
    .padStart(10)}`,
)
await rm(directory, { recursive: true })
const left = hadNetwork ? undefined : await findNetwork(engine, network)
if (left) await removeNetwork(engine, left.id)
