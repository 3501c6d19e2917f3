// Objects that are there → gone, finalizers and all. The counterpart of apply.
import type { Deadline } from '../../support/deadline.ts'
import { ConfigError, KindError } from '../../support/errors.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import { locate, type Located } from '../locate.ts'
import { groupManifests } from './manifest-groups.ts'
import type { Manifest } from './manifests.ts'
import { type KubeList, type KubeObject, listedObjects } from '../object.ts'
import { describeRemains } from '../verdicts/remains.ts'
import { KubeRequestError } from '../request-error.ts'

/** One object, or all of a selection. What is not there is gone. Throws KIND_TIMED_OUT with the finalizers that hold it. */
export async function removeTarget(connection: KubeConnection, target: unknown, namespace: string, deadline: Deadline): Promise<void> {
  const located = await locate(connection, target, namespace, deadline.signal)
  if (located.name === undefined && located.namespace === undefined && located.query['labelSelector'] === undefined)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `${located.title} would go, and a ${located.kind} is in no namespace: others use them too`,
      do: `name one, '${located.title.replace(/^all /, '')}/<name>', or give labels`,
    })
  const names = located.name === undefined ? await listNames(connection, located, deadline.signal) : [located.name]
  const removed = await Promise.all(names.map((name) => requestRemoval(connection, located, name, deadline.signal)))
  // Answered with itself while something holds it, else with a Status: then it is gone.
  const held = removed.filter((answer) => answer?.kind === located.kind)
  const going = new Set(held.map((answer) => answer!.metadata.uid))
  if (going.size === 0) return
  await awaitObjects(connection, {
    path: located.path,
    query: located.query,
    awaited: `the removal of ${located.title}`,
    deadline,
    judge(objects) {
      // A new one of the same name, such as a StatefulSet's pod, is another.
      const left = objects.filter(({ metadata }) => going.has(metadata.uid))
      return { ready: left.length === 0, why: left.map(describeRemains) }
    },
    // Where time was too short to look once more.
    explain: async (seen) => (seen.length > 0 ? [] : held.flatMap((answer) => describeRemains(answer!))),
  })
}

/** The last one first, each gone before the next is asked to go: what ends an object well may be another one of them. */
export async function removeManifests(
  connection: KubeConnection,
  manifests: readonly Manifest[],
  namespace: string,
  deadline: Deadline,
): Promise<void> {
  const nameless = manifests.find(({ object }) => !object.metadata.name)
  if (nameless)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `the ${nameless.object.kind} has no name to remove it by, its generateName makes a new one each time (${nameless.source})`,
      do: 'remove what apply() has resolved with',
    })
  const { namespaces, definitions, others } = groupManifests(manifests)
  for (const { object } of [...namespaces, ...definitions, ...others].toReversed()) {
    try {
      await removeTarget(connection, object, namespace, deadline)
    } catch (error) {
      // Its definition is gone, and it with it.
      if (!(error instanceof KubeRequestError) || error.status !== 404) throw error
    }
  }
}

async function listNames(connection: KubeConnection, { path, query }: Located, signal: AbortSignal): Promise<string[]> {
  const list = await connection.request<KubeList>({ path, query: { ...query }, signal })
  return listedObjects(list).map(({ metadata }) => metadata.name)
}

/** Undefined when nothing is there. */
async function requestRemoval(
  connection: KubeConnection,
  { kind, pathOf }: Located,
  name: string,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }
  try {
    return await connection.request<KubeObject>({
      method: 'DELETE',
      path: pathOf(name),
      body,
      signal,
    })
  } catch (error) {
    if (!(error instanceof KubeRequestError) || signal.aborted) throw error
    if (error.status === 404) return undefined
    throw new KindError('KIND_REMOVE_FAILED', {
      what: `${kind} ${name} could not be removed`,
      seen: [error.apiMessage],
      cause: error,
    })
  }
}
