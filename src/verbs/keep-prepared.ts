// A cluster that has just become usable → its state, kept on the engine, or in a file, for the next boot of the same options. Beside the tests: what they
// write meanwhile is later than the moment it is taken of.
import { findCluster } from '../cluster/cluster.ts'
import type { ClusterName } from '../config/cluster-name.ts'
import type { ClusterPolicy } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import { chooseSurplus } from '../state/choose-surplus.ts'
import { keepPrepared as keep, listPrepared, preparedBounds, removePrepared } from '../state/prepared/prepared-image.ts'
import { snapshotPath, writeSnapshot } from '../state/snapshot/snapshot-file.ts'
import { takeState } from '../state/take/take-state.ts'
import { describeReason } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import type { OnProgress } from '../support/progress.ts'

export interface PreparedMoment {
  readonly key: string
  readonly revision: string
}

export interface Wanted extends Pick<ClusterPolicy, 'prepared' | 'snapshot'> {
  readonly name: ClusterName
}

/** Never throws: a run does without, and is told why in a line. It is whole or not there; of one that is cut off nothing is left. */
export async function keepPrepared(
  engine: Engine,
  { name, prepared, snapshot }: Wanted,
  { key, revision }: PreparedMoment,
  onProgress: OnProgress,
): Promise<void> {
  const attempt = async (nothing: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      // Cut off: the run has ended before it, and the next one tries again.
      if (!engine.signal.aborted) onProgress({ type: 'notice', cluster: name, text: `${nothing}: ${describeReason(error)}` })
    }
  }
  const [noFile, noImage] = ['no snapshot was kept', 'no prepared state was kept']
  await attempt(prepared ? noImage : noFile, async () => {
    const cluster = await findCluster(engine, name)
    if (!cluster) return
    await using connection = await cluster.connect()
    const state = await takeState(cluster, { connection, revision, signal: engine.signal })
    const header = { key, kubernetes: state.kubernetesVersion, createdAtMs: Date.now(), by: packageVersion }
    // One may have room where the other has none.
    if (snapshot !== null) await attempt(noFile, async () => void (await writeSnapshot(snapshotPath(snapshot, key), { header, state })))
    if (!prepared) return
    await attempt(noImage, async () => {
      await keep(engine, state, header)
      await attempt('prepared states that are too many or too old were not removed', () => removeSurplus(engine))
    })
  })
}

async function removeSurplus(engine: Engine): Promise<void> {
  for (const { reference } of chooseSurplus(await listPrepared(engine), preparedBounds, Date.now())) await removePrepared(engine, reference)
}
