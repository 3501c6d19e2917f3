// Namespaces that were told to go and cannot → what holds them: which objects, by which finalizers.
import type { Deadline } from '../support/deadline.ts'
import { isKindError } from '../support/errors.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { requireResource } from './discovery.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { requireResourceNamed } from './resources.ts'

export interface StuckNamespace {
  readonly name: string
  /** The test whose it was, when it was one's own. */
  readonly test: string | undefined
  /** `ConfigMap held (finalizer example.com/hold)` */
  readonly holders: readonly string[]
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly message?: string
}

const lookMs = 5_000
// What Kubernetes holds itself, it lets go in a moment.
const ownFinalizer = /^(?:(?:[\w.-]+\.)?(?:kubernetes|k8s)\.io\/.*|foregroundDeletion|orphan)$/

/** Waits, as long as `deadline` lasts, until the namespaces that go have been looked through once by the cluster; then tells what it knows. */
export async function findStuckNamespaces(connection: KubeConnection, deadline: Deadline): Promise<StuckNamespace[]> {
  let going: readonly KubeObject[] = []
  await awaitObjects(connection, {
    path: '/api/v1/namespaces',
    awaited: 'the end of namespaces',
    deadline,
    judge(all) {
      going = all.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      return {
        ready: going.every((one) => conditionOf(one, 'NamespaceFinalizersRemaining')),
        why: '',
      }
    },
  }).catch((error: unknown) => {
    if (!isKindError(error) || error.code !== 'KIND_TIMED_OUT') throw error
  })
  const held = going.filter((one) => conditionOf(one, 'NamespaceFinalizersRemaining')?.status === 'True')
  const stuck = await Promise.all(
    held.map(async (namespace) => ({
      name: namespace.metadata.name,
      test: namespace.metadata.annotations?.['vitest-kind/test'],
      holders: await findHolders(connection, namespace, AbortSignal.timeout(lookMs)),
    })),
  )
  return stuck.filter(({ holders }) => holders.length > 0)
}

/** The namespace says of which kinds there are some left: "widgets.example.com has 2 resource instances". */
async function findHolders(connection: KubeConnection, namespace: KubeObject, signal: AbortSignal): Promise<string[]> {
  const { message = '' } = conditionOf(namespace, 'NamespaceContentRemaining') ?? {}
  const words = [...message.matchAll(/([\w.-]+?)\.? has \d+ resource instance/g)].map(([, word = '']) => word)
  const perKind = await Promise.all(
    words.map(async (word) => {
      const { apiVersion, kind } = await requireResourceNamed(connection, word, signal)
      const resource = await requireResource(connection, { apiVersion, kind }, signal)
      const objects = listedObjects(
        await connection.request<KubeList>({
          path: resource.path(namespace.metadata.name),
          signal,
        }),
      )
      return objects.flatMap(({ metadata: { name, finalizers = [] } }) => {
        const foreign = finalizers.filter((finalizer) => !ownFinalizer.test(finalizer))
        return foreign.length > 0 ? [`${kind} ${name} (finalizer ${foreign.join(', ')})`] : []
      })
    }),
  )
  return perKind.flat()
}

function conditionOf({ status }: KubeObject, type: string): Condition | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] }
  return conditions.find((condition) => condition.type === type)
}
