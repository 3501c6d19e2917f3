// Kubeconfig text → client-node's typed APIs over one pooled dispatcher. client-node is loaded here, at the call, and
// nowhere else: it costs some 400 ms. What boot and the light fixtures need is in connection.ts.
import { createRequire } from 'node:module'
import type * as ClientNode from '@kubernetes/client-node'
import { type KubeAccess, readKubeAccess } from './kubeconfig/kubeconfig.ts'
import { createLogin } from './kubeconfig/login.ts'
import { createSocksConnector } from './socks.ts'
import { addGroups, keepLinesApart, speakInGroups } from './speak-in-groups.ts'

type KubeConfig = ClientNode.KubeConfig
type RequestContext = ClientNode.RequestContext
type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>

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
  return openClient(kubeconfig, await import('@kubernetes/client-node'))
}

/** The same at once, for who may never ask for one: Node.js can require a module of ES since 22.12. */
export function createClientNow(kubeconfig: string): KubeClient {
  return openClient(kubeconfig, createRequire(import.meta.url)('@kubernetes/client-node') as typeof ClientNode)
}

function openClient(kubeconfig: string, kube: typeof ClientNode): KubeClient {
  const pool = createPool(kube, kubeconfig)
  const { config } = pool
  const core = lazy(() => config.makeApiClient(kube.CoreV1Api))
  const apps = lazy(() => config.makeApiClient(kube.AppsV1Api))
  const batch = lazy(() => config.makeApiClient(kube.BatchV1Api))
  const rbac = lazy(() => config.makeApiClient(kube.RbacAuthorizationV1Api))
  const networking = lazy(() => config.makeApiClient(kube.NetworkingV1Api))
  const storage = lazy(() => config.makeApiClient(kube.StorageV1Api))
  const apiextensions = lazy(() => config.makeApiClient(kube.ApiextensionsV1Api))
  const custom = lazy(() => config.makeApiClient(kube.CustomObjectsApi))
  const version = lazy(() => config.makeApiClient(kube.VersionApi))
  const client: KubeClient = {
    config,
    get core() {
      return core()
    },
    get apps() {
      return apps()
    },
    get batch() {
      return batch()
    },
    get rbac() {
      return rbac()
    },
    get networking() {
      return networking()
    },
    get storage() {
      return storage()
    },
    get apiextensions() {
      return apiextensions()
    },
    get custom() {
      return custom()
    },
    get version() {
      return version()
    },
    get objects() {
      return kube.KubernetesObjectApi.makeApiClient(config)
    },
    close: () => pool.close(),
    [Symbol.asyncDispose]: () => client.close(),
  }
  return client
}

/**
 * client-node 2.0.1 makes a new undici Agent, hence a new TLS connection, for each call (101 connections for 100 calls,
 * measured). This subclass keeps the first one for each cluster and user, so that HTTP/2 carries all calls on one.
 */
function createPool(kube: typeof ClientNode, kubeconfig: string): { readonly config: KubeConfig; close(): Promise<void> } {
  const access = readKubeAccess(kubeconfig)
  const groups = access.impersonated?.groups ?? []
  const dispatchers = new Map<string, Dispatcher>()
  class PooledKubeConfig extends kube.KubeConfig {
    override async applySecurityAuthentication(context: RequestContext): Promise<void> {
      await logIn()
      await super.applySecurityAuthentication(context)
      const fresh = context.getDispatcher()
      if (!fresh) return
      const user = this.getCurrentUser()
      const key = JSON.stringify([this.getCurrentCluster()?.name, user?.name, user?.certData])
      const kept = dispatchers.get(key)
      if (kept) return context.setDispatcher(kept)
      const pooled = groups.length > 0 ? speakInGroups(fresh, groups) : fresh
      dispatchers.set(key, pooled)
      context.setDispatcher(pooled)
    }
    override async applyToHTTPSOptions(...[options]: Parameters<KubeConfig['applyToHTTPSOptions']>): Promise<void> {
      await logIn()
      await super.applyToHTTPSOptions(options)
      if (groups.length > 0) addGroups(options, groups)
    }
    override createDispatcherOptions(...given: Parameters<KubeConfig['createDispatcherOptions']>) {
      const options = super.createDispatcherOptions(...given)
      if (options.type === 'socks')
        return { type: 'agent' as const, connect: createSocksConnector(options.uri, options.requestTls) as object }
      return groups.length > 0 ? keepLinesApart(options) : options
    }
  }
  const config = new PooledKubeConfig()
  config.loadFromString(kubeconfig)
  const logIn = createUserLogin(access, config.getCurrentUser())
  return {
    config,
    async close() {
      const open = [...dispatchers.values()]
      dispatchers.clear()
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()))
    },
  }
}

/**
 * client-node 2.0.1 reads no `tokenFile`, and starts a program that logs in without telling it what it was started for (KUBERNETES_EXEC_INFO):
 * those of Azure, Google and others refuse that. So a user of that kind gets what our own connection would come with.
 */
function createUserLogin(access: KubeAccess, user: ClientNode.User | null): () => Promise<void> {
  if (!user || (access.exec === undefined && access.tokenFile === undefined)) return async () => undefined
  const fields: { -readonly [Field in keyof ClientNode.User]?: ClientNode.User[Field] | undefined } = user
  fields.exec = undefined
  const login = createLogin(access)
  return async () => {
    const { token, clientCertificate, clientKey } = await (await login).current()
    Object.assign(fields, { token, certData: encode(clientCertificate), keyData: encode(clientKey) })
  }
}

function encode(text: string | undefined): string | undefined {
  return text && Buffer.from(text).toString('base64')
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
