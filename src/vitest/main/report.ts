// Progress and outcomes → the lines a person reads between Vitest's own. Pure. One finished line an action, no colour, no
// cursor movement: Vitest buffers what is printed during a run and shows it above its own window.
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { StuckNamespace } from '../../kube/stuck-namespaces.ts'
import type { ProgressEvent } from '../../support/progress.ts'
import type { LongLine } from '../../support/watch-long.ts'

const mostHolders = 3

/** The line for an event, or undefined for one that is not printed. */
export function renderProgress(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case 'started':
    case 'amount':
    case 'detail':
      return undefined
    case 'finished':
      return renderLine(event.cluster, event.action, renderSeconds(event.elapsedMs))
    case 'failed':
      return renderLine(event.cluster, event.action, `${renderSeconds(event.elapsedMs)}  failed`)
    case 'notice':
      return ` kind  ${event.cluster}  ${event.text}`
  }
}

/** Of something that takes long and goes on. */
export function renderLong({ cluster, text, elapsedMs }: LongLine): string {
  return renderLine(cluster, text, `${renderSeconds(elapsedMs)} …`)
}

/** The last line about a cluster that is now there. */
export function renderUsable(handle: ClusterHandle, elapsedMs: number): string {
  return renderLine(
    handle.name,
    handle.adopted ? 'adopted' : 'usable',
    `${renderSeconds(elapsedMs)}  Kubernetes ${handle.kubernetesVersion}`,
  )
}

export function renderRemoved(name: string, elapsedMs: number): string {
  return renderLine(name, 'removed', renderSeconds(elapsedMs))
}

/** Where it is drawn what failed. */
export function renderPagePlace(cluster: string, path: string): string {
  return ` kind  ${cluster}  page of the run: ${path}`
}

/** How to reach and how to delete a cluster that was kept because a test failed. */
export function renderKept(handle: ClusterHandle): string {
  return [
    ` kind  ${handle.name}  kept, because the run failed (keepOnFailure)`,
    `       reach it:   export KUBECONFIG=${handle.kubeconfigPath}`,
    `       delete it:  npx vitest-kind delete cluster --name ${handle.name}`,
  ].join('\n')
}

/** What a test has left that cannot go. */
export function renderStuck(cluster: string, { name, test, holders }: StuckNamespace): string {
  const more = holders.length - mostHolders
  const named = [...holders.slice(0, mostHolders), ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return ` kind  ${cluster}  namespace ${name}${test === undefined ? '' : ` (${test})`} cannot end: ${named}`
}

function renderLine(cluster: string, action: string, rest: string): string {
  return ` kind  ${cluster}  ${action.padEnd(20)} ${rest}`
}

function renderSeconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(1).padStart(5)} s`
}
