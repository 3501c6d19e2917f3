// Webhooks in a cluster that stays whose process is gone for certain → removed, and what they had taken the place of put back. With them
// `failurePolicy: Fail` would refuse what a later run does.
import { type ProcessIdentity, isProcessGone, parseIdentity } from '../../support/process-identity.ts'
import type { KubeConnection } from '../connection.ts'
import type { KubeList } from '../object.ts'
import { ignoreAbsent } from '../request-error.ts'
import { planRestoration } from './conversion-webhook.ts'
import { formerAnnotation, ownedLabel, ownerAnnotation, type Undo } from './host.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const collections = [
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  '/apis/apiregistration.k8s.io/v1/apiservices',
  definitions,
]

/** Resolves with their names. Those of a process of which nothing can be said stay. */
export async function removeLeftWebhooks(
  connection: KubeConnection,
  signal: AbortSignal,
  isGone: (owner: ProcessIdentity) => boolean = (owner) => isProcessGone(owner) === true,
): Promise<string[]> {
  const removed = await Promise.all(
    collections.map(async (path) => {
      const { items } = await connection.request<KubeList>({ path, query: { labelSelector: `${ownedLabel}=true` }, signal })
      const left = items.filter(({ metadata }) => {
        const owner = parseIdentity(metadata.annotations?.[ownerAnnotation] ?? '')
        return owner !== undefined && isGone(owner)
      })
      for (const { metadata } of left)
        await connection.request({ ...planUndo(path, metadata.name, metadata.annotations), signal }).catch(ignoreAbsent)
      return left.map(({ metadata }) => metadata.name)
    }),
  )
  return removed.flat()
}

function planUndo(path: string, name: string, annotations: Readonly<Record<string, string>> = {}): Undo {
  if (path !== definitions) return { method: 'DELETE', path: `${path}/${name}` }
  return planRestoration(name, JSON.parse(annotations[formerAnnotation] ?? 'null') as Parameters<typeof planRestoration>[1])
}
