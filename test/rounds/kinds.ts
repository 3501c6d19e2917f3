// What is done again and again, each kind with what it needs beforehand and leaves afterwards: nothing.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnvironment } from '../../src/config/env.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { connectKube } from '../../src/kube/connection.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { fillPool } from '../../src/verbs/pool/fill-pool.ts'
import { takeFromPool } from '../../src/verbs/pool/take-from-pool.ts'
import { resetCluster } from '../../src/verbs/reset.ts'
import { restoreSnapshot, saveSnapshot } from '../../src/verbs/snapshot.ts'
import { createCluster, request } from '../support/make-cluster.ts'
import { useUp } from '../support/use-up.ts'

export type RoundKind = 'create' | 'pool' | 'reset' | 'restore'

export interface Stage {
  readonly engine: Engine
  readonly context: ClusterContext
  /** Of the clusters that are made: nobody else has such a name. */
  readonly name: string
  /** A folder that goes afterwards. */
  readonly folder: string
}

export interface Rounds {
  /** Throws what failed; whatever it made is gone then, too. */
  once(): Promise<void>
  close(): Promise<void>
}

export const kinds: Readonly<Record<RoundKind, { readonly says: string; readonly open: (stage: Stage) => Promise<Rounds> }>> = {
  create: { says: 'create and delete', open: openCreate },
  pool: { says: 'fill a pool, take the spare, delete it', open: openPool },
  reset: { says: 'use a cluster up, and reset it', open: openReset },
  restore: { says: 'restore a snapshot, and delete', open: openRestore },
}

export async function withStage<T>(engine: Engine, name: string, work: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-rounds-'))
  const context = { environment: readEnvironment(), artifactsDirectory: folder, signal: engine.signal, onProgress: () => undefined }
  try {
    return await work({ engine, context, name, folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function openCreate({ context, name }: Stage): Promise<Rounds> {
  return {
    async once() {
      try {
        await createCluster({ name }, context)
      } finally {
        await deleteCluster(name, context)
      }
    },
    close: async () => undefined,
  }
}

async function openPool({ engine, context, name }: Stage): Promise<Rounds> {
  // Its labels make it a pool of its own.
  const wanted = await request({ pool: 1, labels: { rounds: name } })
  return {
    async once() {
      await fillPool(wanted, { size: 1 }, context)
      const taken = await takeFromPool(engine, wanted, context)
      if (!taken) throw new Error('no spare could be taken')
      await deleteCluster(taken.name, context)
    },
    close: async () => void (await fillPool(wanted, { size: 0 }, context)),
  }
}

async function openReset({ context, name }: Stage): Promise<Rounds> {
  const { kubeconfig, nodes } = await createCluster({ name, reuse: 'always', pristine: true }, context)
  return {
    async once() {
      await using connection = await connectKube(kubeconfig)
      await useUp(connection, nodes[0]!.name)
      await resetCluster(name, context)
    },
    close: async () => void (await deleteCluster(name, context)),
  }
}

async function openRestore({ context, name, folder }: Stage): Promise<Rounds> {
  const file = join(folder, 'snapshot')
  try {
    await createCluster({ name }, context)
    await saveSnapshot(name, file, context)
  } finally {
    await deleteCluster(name, context)
  }
  return {
    async once() {
      try {
        await restoreSnapshot(file, name, context)
      } finally {
        await deleteCluster(name, context)
      }
    },
    close: async () => undefined,
  }
}
