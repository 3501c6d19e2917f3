// A cluster on which tests have failed → a bundle of the whole of it, beside those of the tests: what each node's own programs have written,
// all objects and all events.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openBundleFolder } from '../artifacts/bundle/bundle-folder.ts'
import { createRedactor, type Redactor } from '../support/redaction/redactor.ts'
import { readSecretValues } from '../artifacts/redaction/secret-values.ts'
import { collectEvidence } from '../boot/collect-evidence.ts'
import { parseClusterName } from '../config/cluster-name.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import { readEventLog } from '../kube/event-log.ts'
import { listAllObjects } from '../kube/list-all.ts'
import { type KubeList, listedObjects } from '../kube/object.ts'
import { describeError } from '../support/errors.ts'
import { type BundleMark, bundleMark, clusterFolderName } from '../support/bundle-folders.ts'
import { type ClusterContext, openEngine } from './context.ts'

export interface EvidenceOrder extends Pick<ClusterContext, 'artifactsDirectory' | 'environment'> {
  readonly name: string
  readonly kubeconfig: string
  /** Identity of the run, as one word. */
  readonly run: string
}

// Its API and its nodes are asked at once.
const budgetMs = 10_000
const maxBytes = 50 * 1024 * 1024

/** Gives the folder's path; undefined when nothing could be had. Never rejects. */
export async function keepEvidence({ name, kubeconfig, run, artifactsDirectory, environment }: EvidenceOrder): Promise<string | undefined> {
  const path = join(artifactsDirectory, clusterFolderName(name), `whole-cluster-${randomBytes(3).toString('hex')}`)
  const signal = AbortSignal.timeout(budgetMs)
  try {
    await using connection = await connectKube(kubeconfig)
    const redactor = createRedactor(await readAllSecrets(connection, signal))
    const folder = openBundleFolder(path, { maxBytes, redactor })
    await folder.write(bundleMark, [JSON.stringify({ run } satisfies BundleMark)])
    const problems: string[] = []
    const take = async (what: string, taken: Promise<void>): Promise<void> =>
      taken.catch((error: unknown) => void problems.push(`${what}: ${describeError(error)}`))
    const ask = async (file: string, read: typeof readEventLog): Promise<void> =>
      take(
        file,
        read(connection, signal).then((text) => folder.write(file, [text])),
      )
    await Promise.all([
      ask('events.log', readEventLog),
      ask('get-all.yaml', listAllObjects),
      take('nodes', keepNodes({ name, path, redactor }, { environment })),
    ])
    await folder.write('problems.txt', problems.length === 0 ? [] : [`${problems.join('\n')}\n`])
    return path
  } catch {
    return undefined
  }
}

async function keepNodes(
  { name, path, redactor }: { readonly name: string; readonly path: string; readonly redactor: Redactor },
  context: Pick<ClusterContext, 'environment'>,
): Promise<void> {
  // Its own budget ends it before.
  const engine = await openEngine({ ...context, signal: AbortSignal.timeout(2 * budgetMs) })
  await collectEvidence(engine, { cluster: parseClusterName(name), directory: path, redactor, budgetMs })
}

/** None where they may not be read: then what looks like a secret goes all the same. */
async function readAllSecrets(connection: KubeConnection, signal: AbortSignal): Promise<string[]> {
  const secrets = await connection.request<KubeList>({ path: '/api/v1/secrets', signal }).then(listedObjects, () => [])
  const { token, clientKey } = await connection.access()
  return [...readSecretValues(secrets), token, clientKey].filter((value) => value !== undefined)
}
