// Kubeconfig text → client-node's typed APIs over one pooled dispatcher. client-node is loaded here, at the call, and
// nowhere else: it costs some 400 ms. What boot and the light fixtures need is in connection.ts.
import type * as ClientNode from '@kubernetes/client-node'

type KubeConfig = ClientNode.KubeConfig
type RequestContext = ClientNode.RequestContext
type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>
type ApiConstructor<T extends ClientNode.ApiType> = new (config: ClientNode.Configuration) => T

/** The API of a cluster, typed. Every property is made when first read. */
export interface KubeClient extends AsyncDisposable {
  /** For APIs without a property here: `client.config.makeApiClient(PolicyV1Api)`, and for Watch, Exec, Log, PortForward. */
  readonly config: KubeConfig
  readonly core: ClientNode.CoreV1Api
  readonly apps: ClientNode.AppsV1Api
  readonly batch: ClientNode.BatchV1Api
  readonly rbac: ClientNode.RbacAuthorizationV1Api
  readonly networking: ClientNode.NetworkingV1Api
  readonly storage: ClientNode.StorageV1Api
  readonly apiextensions: ClientNode.ApiextensionsV1Api
  readonly custom: ClientNode.CustomObjectsApi
  readonly version: ClientNode.VersionApi
  /** Any kind of object. A new one each time it is read, because it remembers which kinds there are. */
  readonly objects: ClientNode.KubernetesObjectApi
  /** Closes every connection. */
  close(): Promise<void>
}

/** Loads client-node and prepares a client; sends nothing yet. */
export async function createClient(kubeconfig: string): Promise<KubeClient> {
  const kube = await import('@kubernetes/client-node')
  const pool = createPool(kube)
  pool.config.loadFromString(kubeconfig)
  const { config } = pool
  const apis = new Map<string, ClientNode.ApiType>()
  const api = <T extends ClientNode.ApiType>(constructor: ApiConstructor<T>): T => {
    const made = (apis.get(constructor.name) as T | undefined) ?? config.makeApiClient(constructor)
    apis.set(constructor.name, made)
    return made
  }
  const client: KubeClient = {
    config,
    get core() { return api(kube.CoreV1Api) },
    get apps() { return api(kube.AppsV1Api) },
    get batch() { return api(kube.BatchV1Api) },
    get rbac() { return api(kube.RbacAuthorizationV1Api) },
    get networking() { return api(kube.NetworkingV1Api) },
    get storage() { return api(kube.StorageV1Api) },
    get apiextensions() { return api(kube.ApiextensionsV1Api) },
    get custom() { return api(kube.CustomObjectsApi) },
    get version() { return api(kube.VersionApi) },
    get objects() { return kube.KubernetesObjectApi.makeApiClient(config) },
    close: () => pool.close(),
    [Symbol.asyncDispose]: () => client.close(),
  }
  return client
}

/**
 * client-node 2.0.1 makes a new undici Agent, hence a new TLS connection, for each call (101 connections for 100 calls,
 * measured). This subclass keeps the first one for each cluster and user, so that HTTP/2 carries all calls on one.
 */
function createPool(kube: typeof ClientNode): { readonly config: KubeConfig; close(): Promise<void> } {
  const dispatchers = new Map<string, Dispatcher>()
  class PooledKubeConfig extends kube.KubeConfig {
    override async applySecurityAuthentication(context: RequestContext): Promise<void> {
      await super.applySecurityAuthentication(context)
      const fresh = context.getDispatcher()
      if (!fresh) return
      const key = JSON.stringify([this.getCurrentCluster()?.name, this.getCurrentUser()?.name])
      const kept = dispatchers.get(key)
      if (kept) context.setDispatcher(kept)
      else dispatchers.set(key, fresh)
    }
  }
  return {
    config: new PooledKubeConfig(),
    async close() {
      const open = [...dispatchers.values()]
      dispatchers.clear()
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()))
    },
  }
}
