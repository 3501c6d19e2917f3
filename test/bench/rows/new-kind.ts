// A kind of objects that is defined while the cluster runs, as tests of operators do: until there is the first object, and until what it owns has
// gone after it.
import type { KubeConnection } from '../../../src/kube/connection.ts'
import type { KubeObject } from '../../../src/kube/object.ts'
import { awaitGone } from '../../../src/kube/objects.ts'
import { KubeRequestError } from '../../../src/kube/request-error.ts'
import type { Deadline } from '../../../src/support/deadline.ts'
import { poll } from '../../../src/support/poll.ts'
import { widgetDefinition } from '../../support/widget-definition.ts'
import { post } from '../contenders/pods.ts'
import { inNamespace } from './in-namespace.ts'
import { type Row, seenBy, time } from './row.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export const newKind: Row = inNamespace(
  'new-kind',
  'New kind: defined to its first object',
  async (connection, namespace, deadline, stage) => {
    const widgets = `/apis/example.com/v1/namespaces/${namespace}/widgets`
    try {
      const first = await time(async () => {
        await post(connection, definitions, widgetDefinition)
        await makeFirst(connection, widgets, deadline)
      })
      const { metadata } = await connection.request<KubeObject>({ path: `${widgets}/one` })
      const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'one', uid: metadata.uid }]
      const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } }
      await post(connection, `/api/v1/namespaces/${namespace}/configmaps`, owned)
      const { value } = await time(async () => {
        await connection.request({ method: 'DELETE', path: `${widgets}/one` })
        await awaitGone(connection, { apiVersion: 'v1', kind: 'ConfigMap', name: 'owned', namespace }, deadline)
      })
      stage.seen.set('owned-gone', value)
      return first
    } finally {
      await connection.request({ method: 'DELETE', path: `${definitions}/${widgetDefinition.metadata.name}` })
    }
  },
)

export const ownedGone: Row = seenBy('new-kind', {
  name: 'owned-gone',
  title: 'Object of a new kind: removed to what it owned gone',
  unit: 'ms',
})

/** Which is answered that there is no such kind, until it is in force. */
async function makeFirst(connection: KubeConnection, widgets: string, deadline: Deadline): Promise<void> {
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' } }
  await poll(() => post(connection, widgets, widget).then(() => true), {
    deadline,
    awaited: 'the first object of a new kind',
    everyMs: 10,
    retryOn: (error) => error instanceof KubeRequestError && error.status === 404,
  })
}
