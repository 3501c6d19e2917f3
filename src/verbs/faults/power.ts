// A node that is switched off, loses its power, or stands still; and its coming back, which is waited for.
import {
  inspectContainer,
  pauseContainer,
  signalContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../../docker/containers.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { thawContainer } from '../../docker/thaw.ts'
import { ownLabels, renderOwner } from '../../plan/labels.ts'
import { poll } from '../../support/poll.ts'
import { currentOwner } from '../../cluster/owner.ts'
import { awaitBack } from './await-back.ts'
import type { Scene } from './scene.ts'

// systemd stops pods, containerd and the kubelet in order; what is not done by then is killed.
const stopTimeoutS = 30
// One that takes longer to die is held by something frozen in it (cgroup v1).
const lookForFrozenMs = 3_000

export async function stop({ cluster: { engine }, node, container, disturbance }: Scene): Promise<void> {
  noteOff(node.name, disturbance)
  // A frozen process cannot end.
  if (container.state === 'paused') await unpauseContainer(engine, node.id)
  await stopContainer(engine, node.id, { timeoutS: stopTimeoutS })
  disturbance.settle(node.name, 'freeze')
}

/** As when its power fails: nothing in it gets to write or to say anything. */
export async function kill({ cluster: { engine }, node, container, disturbance, deadline }: Scene): Promise<void> {
  noteOff(node.name, disturbance)
  if (container.state === 'paused') await unpauseContainer(engine, node.id)
  if (container.state === 'running' || container.state === 'paused') await signalContainer(engine, node.id, 'SIGKILL')
  let looksAt = deadline.elapsedMs() + lookForFrozenMs
  await poll(
    async () => {
      if (!(await inspectContainer(engine, node.id)).running) return true
      if (deadline.elapsedMs() < looksAt) return undefined
      await thawContainer(engine, node.id, { [ownLabels.owner]: renderOwner(currentOwner({ ciRun: undefined, stays: false })) })
      looksAt = deadline.elapsedMs() + lookForFrozenMs
      return undefined
    },
    { deadline, awaited: `the end of ${node.name}`, everyMs: 50 },
  )
  disturbance.settle(node.name, 'freeze')
}

export async function start(scene: Scene): Promise<void> {
  const endedAtMs = await readEngineTime(scene.cluster.engine)
  await switchOn(scene)
  if (isOff(scene)) await awaitBack(scene, { endedAtMs, restarted: true })
  scene.disturbance.settle(scene.node.name, 'power')
}

export async function restart(scene: Scene): Promise<void> {
  await stop(scene)
  const endedAtMs = await readEngineTime(scene.cluster.engine)
  await switchOn(scene)
  await awaitBack(scene, { endedAtMs, restarted: true })
  scene.disturbance.settle(scene.node.name, 'power')
}

export async function freeze({ cluster: { engine }, node, container, disturbance }: Scene): Promise<void> {
  if (container.state === 'paused') return
  disturbance.note({ node: node.name, aspect: 'freeze', undo: goOn })
  await pauseContainer(engine, node.id)
}

export async function resume(scene: Scene): Promise<void> {
  const endedAtMs = await readEngineTime(scene.cluster.engine)
  await goOn(scene)
  if (scene.container.state === 'paused') await awaitBack(scene, { endedAtMs, restarted: false })
  scene.disturbance.settle(scene.node.name, 'freeze')
}

/** Neither running nor frozen. */
export function isOff({ container: { state } }: Scene): boolean {
  return state !== 'running' && state !== 'paused'
}

function noteOff(node: string, disturbance: Scene['disturbance']): void {
  disturbance.note({ node, aspect: 'power', undo: switchOn })
}

async function switchOn({ cluster: { engine }, node }: Scene): Promise<void> {
  await startContainer(engine, node.id)
}

async function goOn({ cluster: { engine }, node, container }: Scene): Promise<void> {
  if (container.state === 'paused') await unpauseContainer(engine, node.id)
}
