// An API server that says nothing, starts anew, or drops who listens to it: on one control plane; of several, on each.
import { awaitApi } from '../../kube/readiness.ts'
import { ConfigError, DockerError } from '../../support/errors.ts'
import { pause, poll } from '../../support/poll.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'

// comm of the process, in every image.
const program = 'kube-apiserver'

/** Frozen: connections stay, new ones are taken by the kernel, and nothing is answered. With `ms` it goes on by itself. */
export async function silence(scene: Scene, { ms }: Extract<Fault, { do: 'silence' }>): Promise<void> {
  const { node, disturbance, deadline } = scene
  if (ms !== undefined && (!Number.isFinite(ms) || ms <= 0))
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `a silence of ${ms} ms is no time`, do: 'apiServer.pause({ for: 3_000 })' })
  disturbance.note({ node: node.name, aspect: 'api', undo: speakAgain })
  await signalServer(scene, 'STOP')
  if (ms === undefined) return
  await pause(ms, deadline.signal)
  deadline.check(`the end of the API server's silence of ${ms} ms`)
  await speak(scene)
}

export async function speak(scene: Scene): Promise<void> {
  await speakAgain(scene)
  await using connection = await scene.cluster.connect()
  await awaitApi(connection, scene.deadline)
  scene.disturbance.settle(scene.node.name, 'api')
}

/** Killed; the kubelet starts it anew. */
export async function restartServer(scene: Scene): Promise<void> {
  const { cluster, node, disturbance, deadline } = scene
  const before = await findServer(scene)
  if (before === '') throw notRunning(node.name)
  disturbance.note({ node: node.name, aspect: 'api', undo: speakAgain })
  await signalServer(scene, 'KILL')
  const isAnother = async (): Promise<true | undefined> => ![before, ''].includes(await findServer(scene)) || undefined
  await poll(isAnother, { deadline, awaited: `another ${program} on ${node.name}` })
  await using connection = await cluster.connect()
  await awaitApi(connection, deadline)
  disturbance.settle(node.name, 'api')
}

/** Every connection to it is reset, watches too. Who connects anew is served. */
export async function disconnect({ node, deadline: { signal } }: Scene): Promise<void> {
  const connections = '( sport = :6443 )'
  const { stdout } = await node.run(['ss', '--kill', '--no-header', '--tcp', 'state', 'established', connections], { signal })
  if (stdout.trim() !== '') return
  throw new DockerError('KIND_FAULT_REFUSED', {
    what: `connections to the API server on ${node.name} cannot be ended: there are none, or the kernel of the engine's host does not end any`,
    seen: ['ss --kill named none'],
    do: 'apiServer.restart() ends them, too',
  })
}

/** One that the kubelet has started anew meanwhile does not mind. */
async function speakAgain(scene: Scene): Promise<void> {
  await signalServer(scene, 'CONT')
}

async function signalServer({ node, deadline: { signal } }: Scene, name: 'STOP' | 'CONT' | 'KILL'): Promise<void> {
  const { exitCode } = await node.run(['pkill', `-${name}`, '-x', program], { signal, allowFailure: true })
  // While the kubelet starts it anew there is none, and none is frozen.
  if (exitCode !== 0 && name !== 'CONT') throw notRunning(node.name)
}

async function findServer({ node, deadline: { signal } }: Scene): Promise<string> {
  return (await node.run(['pgrep', '-x', program], { signal, allowFailure: true })).stdout.trim()
}

function notRunning(node: string): DockerError {
  return new DockerError('KIND_DOCKER_FAILED', { what: `no ${program} runs on ${node}` })
}
