// A control plane → what its etcd held of Kubernetes' objects at one moment: key and value, as they were stored.
import type { Node } from '../../cluster/node.ts'
import { findEtcdPrograms } from '../etcd-programs.ts'

export interface EtcdEntry {
  readonly key: string
  readonly value: Buffer
}

/** Throws KIND_DOCKER_FAILED with etcd's words, also when the moment is longer ago than etcd remembers. */
export async function readEtcd(node: Node, revision: string, signal: AbortSignal): Promise<EtcdEntry[]> {
  const { stdout } = await node.run(['sh', '-c', program, 'read-etcd', revision], { signal })
  const { kvs = [] } = JSON.parse(stdout) as { readonly kvs?: readonly { readonly key: string; readonly value?: string }[] }
  return kvs.map(({ key, value = '' }) => ({ key: Buffer.from(key, 'base64').toString(), value: Buffer.from(value, 'base64') }))
}

// As a guest of the run that goes on meanwhile: it has the first claim on the processors.
const program = `${findEtcdPrograms}
pki=/etc/kubernetes/pki/etcd
exec nice -n 19 "$programs/etcdctl" --endpoints=https://127.0.0.1:2379 --cacert=$pki/ca.crt --cert=$pki/healthcheck-client.crt \\
  --key=$pki/healthcheck-client.key get /registry/ --prefix "--rev=$1" --write-out=json`
