// A cluster whose disturber has died half-way → as it was: whatever faults can have left is taken back, on every node.
import { type Cluster, requireCluster } from '../../cluster/cluster.ts'
import { startContainer, unpauseContainer } from '../../docker/containers.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { uncordonDisturbed } from '../../kube/drain.ts'
import { awaitApi } from '../../kube/readiness.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import type { Deadline } from '../../support/deadline.ts'
import { awaitClusterBack } from './await-back.ts'
import { release } from './claim.ts'
import { faultTable } from './network.ts'

// Each is there or not. What cannot be taken back shows when the cluster is waited for.
const program = `
nft 'add table ${faultTable}; delete table ${faultTable}'
tc qdisc del dev eth0 root
rm -f ${nodePaths.filler}
pkill -CONT -x kube-apiserver
true
`

export async function undoLeftovers({ engine, name, containers }: Cluster, deadline: Deadline): Promise<void> {
  const { signal } = deadline
  const endedAtMs = await readEngineTime(engine)
  const off = containers.filter(({ state }) => state !== 'running' && state !== 'paused')
  const frozen = containers.filter(({ state }) => state === 'paused')
  await Promise.all([...off.map(({ id }) => startContainer(engine, id)), ...frozen.map(({ id }) => unpauseContainer(engine, id))])
  const cluster = await requireCluster(engine, name)
  await Promise.all(cluster.nodes.map((node) => node.run(['sh', '-c', program], { signal })))
  await using connection = await cluster.connect()
  await awaitApi(connection, deadline)
  await uncordonDisturbed(connection, signal)
  await awaitClusterBack(cluster, { endedAtMs, restarted: off.map((container) => container.name) }, deadline)
  await release(cluster)
}
