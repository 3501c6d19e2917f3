// Objects as they are → those that nobody else answers for and that are not ready, with the reason in words. Pure.
import type { KubeObject } from '../object.ts'
import { judgeObject, judgeService } from './verdicts.ts'

export interface Unready {
  readonly object: KubeObject
  readonly why: string
}

// What is behind a Service tells more than it does.
const last = ['PersistentVolumeClaim', 'Service']

/**
 * Without what a controller makes, for its owner tells of it; without what is on its way out; and pods that have run to their end have
 * come up. With the namespace's EndpointSlices among them, Services are judged by those.
 */
export function findUnready(objects: readonly KubeObject[]): readonly Unready[] {
  const slices = objects.filter(({ kind }) => kind === 'EndpointSlice')
  const judge = (object: KubeObject): { readonly ready: boolean; readonly why: string } =>
    object.kind === 'Service' && object.apiVersion === 'v1' ? judgeService(object, slices) : judgeObject(object)
  return objects
    .map((object) => ({ object, ...judge(object) }))
    .filter(({ object, ready }) => !ready && isOnItsOwn(object))
    .map(({ object, why }) => ({ object, why }))
    .toSorted((a, b) => last.indexOf(a.object.kind) - last.indexOf(b.object.kind))
}

function isOnItsOwn(object: KubeObject): boolean {
  const { ownerReferences = [], deletionTimestamp } = object.metadata as KubeObject['metadata'] & {
    readonly ownerReferences?: readonly { readonly controller?: boolean }[]
  }
  const isOwned = ownerReferences.some(({ controller }) => controller === true)
  const isOver = object.kind === 'Pod' && (object['status'] as { readonly phase?: string } | undefined)?.phase === 'Succeeded'
  return !isOwned && !isOver && deletionTimestamp === undefined
}
