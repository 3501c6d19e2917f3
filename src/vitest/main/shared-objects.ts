// Objects that go with no namespace of a test's → who uses them; the last one takes them along. Main process only: it outlives the test
// files, and is the same for all of them. Other runs on the same cluster are known by their marks on the objects (kube/object-users.ts).
import type { KubeConnection } from '../../kube/connection.ts'
import type { ObjectReference } from '../../kube/objects.ts'
import { startDeadline } from '../../support/deadline.ts'
import { describeError, isKindError } from '../../support/errors.ts'
import { currentProcess, renderIdentity } from '../../support/process-identity.ts'
import type { Handlers } from './broker.ts'

// What has a finalizer may need a controller that the same test has made, and that goes next.
const finalizeMs = 5_000
const requestMs = 10_000
// They are emptied first, which takes seconds: whoever makes one anew waits for that (kube/manifests/apply.ts).
const takenApart = ['Namespace', 'CustomResourceDefinition']

export interface SharedObjects extends Pick<Handlers, 'claimObject' | 'objectMade' | 'releaseObjects'> {
  close(): Promise<void>
}

interface Use {
  users: number
  /** Before any test made it: it is somebody else's, and stays. */
  existed: boolean
  marked: boolean
  /** One after another: whoever claims what is being removed waits for that. */
  turn: Promise<void>
}

/** `print` is told of what could not be removed. `identity` is that of the run, for others. */
export function createSharedObjects(print: (line: string) => void, identity = renderIdentity(currentProcess())): SharedObjects {
  const uses = new Map<string, Use>()
  const connections = new Map<string, Promise<KubeConnection>>()
  // By connection of a test.
  const claims = new WeakMap<object, (() => Promise<void>)[]>()
  // Those of killed test files too, which nobody else waits for.
  const releases = new Set<Promise<void>>()

  function connect(kubeconfig: string): Promise<KubeConnection> {
    const open = connections.get(kubeconfig) ?? import('../../kube/connection.ts').then(({ connectKube }) => connectKube(kubeconfig))
    connections.set(kubeconfig, open)
    return open
  }

  async function claim(kubeconfig: string, object: ObjectReference, isNew: boolean): Promise<() => Promise<void>> {
    const key = keyOf(kubeconfig, object)
    const use = uses.get(key) ?? { users: 0, existed: false, marked: false, turn: Promise.resolve() }
    uses.set(key, use)
    const isFirst = use.users === 0
    use.users += 1
    await take(use, async () => {
      if (isFirst) use.existed = !isNew && (await isOthers(await connect(kubeconfig), object))
    })
    return () =>
      take(use, async () => {
        use.users -= 1
        if (use.users > 0) return
        use.marked = false
        if (!use.existed) await remove(await connect(kubeconfig), object, { print, identity })
        if (use.users === 0) uses.delete(key)
      })
  }

  async function mark(kubeconfig: string, object: ObjectReference): Promise<void> {
    const use = uses.get(keyOf(kubeconfig, object))
    if (!use) return
    await take(use, async () => {
      if (use.marked) return
      const connection = await connect(kubeconfig)
      // Another run may have been about to mark it when it was looked at.
      if (use.existed) use.existed = await isOthers(connection, object)
      else {
        const { markUser } = await import('../../kube/object-users.ts')
        await markUser(connection, object, identity, AbortSignal.timeout(requestMs))
      }
      use.marked = true
    })
  }

  /** One that tests of another run have made is marked at once: it could go with them before it is made here. */
  async function isOthers(connection: KubeConnection, object: ObjectReference): Promise<boolean> {
    const [{ findObject }, { isMadeByTests, markUser }] = await Promise.all([
      import('../../kube/objects.ts'),
      import('../../kube/object-users.ts'),
    ])
    const found = await findObject(connection, object, AbortSignal.timeout(requestMs))
    // One that is on its way out was somebody's, and will be this test's.
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return false
    if (!isMadeByTests(found)) return true
    await markUser(connection, object, identity, AbortSignal.timeout(requestMs))
    return false
  }

  const release = (session: object): Promise<void> => {
    const releasing = releaseAll(claims.get(session)?.splice(0).toReversed() ?? [])
    releases.add(releasing)
    return releasing.finally(() => releases.delete(releasing))
  }

  return {
    async claimObject({ kubeconfig, object, isNew }, session) {
      if (!claims.has(session)) session.onEnd(() => release(session))
      const own = claims.get(session) ?? []
      claims.set(session, own)
      own.push(await claim(kubeconfig, object, isNew))
      return null
    },
    async objectMade({ kubeconfig, object }) {
      await mark(kubeconfig, object)
      return null
    },
    async releaseObjects(_none, session) {
      await release(session)
      return null
    },
    async close() {
      await Promise.all(releases)
      for (const connection of connections.values()) await (await connection.catch(() => undefined))?.close()
      connections.clear()
    },
  }
}

async function releaseAll(claims: readonly (() => Promise<void>)[]): Promise<void> {
  for (const release of claims) await release()
}

function take(use: Use, act: () => Promise<void>): Promise<void> {
  const acting = use.turn.then(act)
  use.turn = acting.catch(() => undefined)
  return acting
}

function keyOf(kubeconfig: string, { apiVersion, kind, namespace, name }: ObjectReference): string {
  return JSON.stringify([kubeconfig, apiVersion.split('/').at(-2), kind, namespace, name])
}

async function remove(
  connection: KubeConnection,
  object: ObjectReference,
  { print, identity }: { readonly print: (line: string) => void; readonly identity: string },
): Promise<void> {
  const [{ awaitGone }, { removeUnlessUsed }, { freeInstances }] = await Promise.all([
    import('../../kube/objects.ts'),
    import('../../kube/object-users.ts'),
    import('../../kube/free-instances.ts'),
  ])
  try {
    if (!(await removeUnlessUsed(connection, object, identity, AbortSignal.timeout(requestMs)))) return
    if (object.kind === 'CustomResourceDefinition') {
      for (const held of await freeInstances(connection, object.name, AbortSignal.timeout(requestMs)))
        print(` kind  ${held}, was let go of: its definition goes with the test that made it`)
    }
    if (!takenApart.includes(object.kind)) await awaitGone(connection, object, startDeadline('to remove it', finalizeMs))
  } catch (error) {
    print(` kind  ${object.kind} ${object.name}, which a test has made, is not gone: ${tell(error)}`)
  }
}

function tell(error: unknown): string {
  return isKindError(error) && error.facts.seen?.length ? error.facts.seen.join('; ') : describeError(error)
}
