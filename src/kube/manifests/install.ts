// Manifests that belong to a cluster, and not to a test of it: files → objects in it, and their workloads rolled out.
import type { Deadline } from '../../support/deadline.ts'
import type { KubeConnection } from '../connection.ts'
import { awaitRollout, isWorkload } from '../rollout.ts'
import { applyManifests } from './apply.ts'
import { readManifests } from './read-manifests.ts'

/** In the order of the paths. Throws KIND_CONFIG_INVALID before any of a path is applied, else KIND_APPLY_FAILED. */
export async function installManifests(connection: KubeConnection, paths: readonly string[], { signal }: Deadline): Promise<void> {
  for (const path of paths) await applyManifests(connection, path, { signal })
}

/** Until what they start runs. Throws KIND_TIMED_OUT with what is missing. */
export async function awaitManifests(connection: KubeConnection, paths: readonly string[], deadline: Deadline): Promise<void> {
  const readings = await Promise.all(paths.map((path) => readManifests(path, process.cwd())))
  const workloads = readings.flatMap(({ manifests }) => manifests.map(({ object }) => object)).filter(isWorkload)
  await Promise.all(
    workloads.map(({ kind, metadata: { name, namespace } }) =>
      awaitRollout(connection, kind, name, namespace || connection.namespace, deadline),
    ),
  )
}
