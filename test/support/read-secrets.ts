// A cluster → all by which somebody could come in, or be taken for somebody else; of two clusters nothing of it may be the same.
import { expect } from 'vitest'
import type { Engine } from '../../src/docker/connect.ts'
import type { KubeConnection } from '../../src/kube/connection.ts'
import { listObjects } from '../../src/state/list-objects.ts'
import { findNodes } from './open-nodes.ts'

export interface Secrets {
  /** Hashes of keys, certificates and kubeconfigs of all nodes. */
  readonly files: readonly string[]
  /** Of Secrets. */
  readonly values: readonly string[]
  readonly uids: readonly string[]
  /** By which nodes are told apart: of the machine, of the system, of the provider. */
  readonly nodes: readonly string[]
  /** All objects, but for what tells of the moment. */
  readonly text: string
}

interface NodeFields {
  readonly spec: { readonly providerID: string }
  readonly status: { readonly nodeInfo: { readonly machineID: string; readonly systemUUID: string } }
}

const find = 'find /etc/kubernetes/pki /etc/kubernetes/*.conf /var/lib/kubelet/pki -type f -exec sha256sum {} + 2>/dev/null || true'

export async function readSecrets(name: string, connection: KubeConnection, engine: Engine): Promise<Secrets> {
  const signal = AbortSignal.timeout(60_000)
  const nodes = await findNodes(engine, name)
  const found = await Promise.all(nodes.map(async (node) => (await node.run(['sh', '-c', find], { signal })).stdout))
  const objects = await listObjects(connection, { signal })
  const secrets = objects.filter(({ kind }) => kind === 'Secret')
  return {
    files: [
      ...new Set(
        found
          .join('\n')
          .split('\n')
          .flatMap((line) => line.split(' ')[0] || []),
      ),
    ],
    // That it may be used to sign, and until when, is said in every token's Secret.
    values: secrets.flatMap((secret) =>
      Object.entries((secret['data'] ?? {}) as Record<string, string>).flatMap(([key, value]) =>
        /^(usage|auth|description|expiration)/.test(key) ? [] : [value],
      ),
    ),
    uids: objects.flatMap(({ metadata: { uid } }) => uid ?? []),
    nodes: objects
      .filter(({ kind }) => kind === 'Node')
      .flatMap((node) => {
        const { spec, status } = node as object as NodeFields
        return [spec.providerID, status.nodeInfo.machineID, status.nodeInfo.systemUUID]
      }),
    text: JSON.stringify(objects),
  }
}

export function expectNothingShared(ours: Secrets, theirs: Secrets): void {
  for (const part of ['files', 'values', 'uids', 'nodes'] as const) {
    expect(theirs[part].length, part).toBeGreaterThan(0)
    expect(
      ours[part].filter((one) => theirs[part].includes(one)),
      part,
    ).toEqual([])
  }
}
