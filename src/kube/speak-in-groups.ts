// client-node knows for whom a kubeconfig speaks (`as`), and not in which groups (`as-groups`): here it learns that.
import type * as ClientNode from '@kubernetes/client-node'

type Dispatcher = NonNullable<ReturnType<ClientNode.RequestContext['getDispatcher']>>
type DispatcherOptions = ReturnType<ClientNode.KubeConfig['createDispatcherOptions']>

const header = 'Impersonate-Group'

/** A line of the head for each group: what one line has is one group to the API server. */
export function speakInGroups(dispatcher: Dispatcher, groups: readonly string[]): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), [header]: [...groups] }
    return dispatch({ ...options, headers }, handler)
  })
}

/** The same for streams: `exec`, `attach` and the like of client-node's own. */
export function addGroups(options: { headers?: unknown }, groups: readonly string[]): void {
  options.headers = { ...(options.headers as Record<string, string>), [header]: [...groups] }
}

/** HTTP/1.1: in HTTP/2 undici makes one line of several. */
export function keepLinesApart(options: DispatcherOptions): DispatcherOptions {
  const only1 = { allowH2: false }
  if (options.type === 'agent') return { ...options, connect: Object.assign(only1, options.connect) }
  return options.type === 'proxy' ? { ...options, requestTls: Object.assign(only1, options.requestTls) } : options
}
