// A cluster beside those that are ended: it is to live, whatever happens to them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCluster, deleteCluster } from '../../src/api.ts'
import { connectKube } from '../../src/kube/connection.ts'

export interface Neighbour {
  /** Throws when it does not answer, or is another than it was. */
  check(): Promise<void>
  remove(): Promise<void>
}

export async function startNeighbour(name: string): Promise<Neighbour> {
  const artifactsDirectory = await mkdtemp(join(tmpdir(), 'vitest-kind-chaos-'))
  const handle = await createCluster({ name }, { artifactsDirectory })
  const identify = async (): Promise<unknown> => {
    await using connection = await connectKube(handle.kubeconfig)
    const { metadata } = await connection.request<{ metadata: { uid: string } }>({ path: '/api/v1/namespaces/kube-system' })
    return metadata.uid
  }
  const identity = await identify()
  return {
    async check() {
      if ((await identify()) !== identity) throw new Error(`the neighbour ${name} is another cluster than it was`)
    },
    async remove() {
      await deleteCluster(name, { artifactsDirectory })
      await rm(artifactsDirectory, { recursive: true, force: true })
    },
  }
}
