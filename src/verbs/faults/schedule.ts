// A node that takes no more pods.
import { evictPods, setSchedulable } from '../../kube/drain.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'

export async function cordon({ cluster, node, disturbance, deadline }: Scene): Promise<void> {
  disturbance.note({ node: node.name, aspect: 'schedule', undo: uncordon })
  await using connection = await cluster.connect()
  await setSchedulable(connection, node.name, false, deadline.signal)
}

export async function uncordon({ cluster, node, disturbance, deadline }: Scene): Promise<void> {
  await using connection = await cluster.connect()
  await setSchedulable(connection, node.name, true, deadline.signal)
  disturbance.settle(node.name, 'schedule')
}

/** Its pods do not come back by themselves when it takes pods again. */
export async function drain(scene: Scene, { gracePeriodSeconds }: Extract<Fault, { do: 'drain' }>): Promise<void> {
  await cordon(scene)
  await using connection = await scene.cluster.connect()
  await evictPods(connection, scene.node.name, scene.deadline, gracePeriodSeconds)
}
