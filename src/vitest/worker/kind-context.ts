// What a test may ask for by name, beside Vitest's own fixtures. Types only.
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { KubeClient } from '../../kube/client.ts'
import type { ApiServer } from './fixtures/api-server.ts'
import type { Apply } from './fixtures/apply.ts'
import type { As } from './fixtures/as.ts'
import type { Copy } from './fixtures/copy.ts'
import type { Events } from './fixtures/events.ts'
import type { Exec } from './fixtures/exec.ts'
import type { ClusterFetch } from './fixtures/fetch.ts'
import type { Helm } from './fixtures/helm.ts'
import type { Kubeconfig } from './fixtures/kubeconfig.ts'
import type { LoadImage } from './fixtures/load-image.ts'
import type { ReadLogs } from './fixtures/logs.ts'
import type { TestNode } from './fixtures/nodes.ts'
import type { PortForward } from './fixtures/port-forward.ts'
import type { Ref } from './fixtures/ref.ts'
import type { Registry } from './fixtures/registry.ts'
import type { Remove } from './fixtures/remove.ts'
import type { Run } from './fixtures/run.ts'
import type { CreateServiceAccount } from './fixtures/service-account.ts'
import type { CreateUser } from './fixtures/user.ts'
import type { WaitFor } from './fixtures/wait-for.ts'
import type { Webhooks } from './fixtures/webhook.ts'

/** Fixtures that live as long as the test file (with `isolate: false`, the worker). */
export interface KindFileFixtures {
  /** The cluster: its name, nodes, labels, version and how long each boot action took. */
  cluster: ClusterHandle
  /** `path` of a kubeconfig file of ours, and its `text`. */
  kubeconfig: Kubeconfig
  /** A @kubernetes/client-node `KubeConfig` with one pooled connection, and typed API groups. Loaded on first use. */
  client: KubeClient
}

/** Fixtures that live as long as one test. */
export interface KindTestFixtures {
  /** Name of a namespace of this test's own: its `default` ServiceAccount is there; it is deleted after the test. */
  namespace: string
  /** Server-side apply of YAML text, a file, a folder or objects into the test's namespace. */
  apply: Apply
  /** Names what is there, or will be, in the words of kubectl: `ref('deployment/web')`. */
  ref: Ref
  /** Installs a chart, waits until all of it is ready, and uninstalls it after the test: `helm('./chart', { values: { replicas: 2 } })`. */
  helm: Helm
  /** A registry beside the cluster, where one was asked for (`registry: true`): `registry.push(image)` gives the name by which pods pull it. */
  registry: Registry
  /** Removes objects, or what manifests hold, and waits until they are gone. */
  remove: Remove
  /** The same cluster as somebody else who is there already: `as('jane')`. */
  as: As
  /** A ServiceAccount of this test's own, with rights and a token: `serviceAccount({ rules: ['get,list pods'] })`. */
  serviceAccount: CreateServiceAccount
  /** A user with rights and a client certificate: `user('jane', { rules: ['get,list pods'] })`. */
  user: CreateUser
  /** Loads an image into every node and gives its name: `loadImage({ build: './app' })`. */
  loadImage: LoadImage
  /** Watches until a predicate of yours gives something true: `await waitFor('deployment/web', (web) => …)`. */
  waitFor: WaitFor
  /** The API server calls functions of the test: mutating, validating and conversion webhooks, aggregated APIs. */
  webhook: Webhooks
  /** The cluster's nodes, control planes first, and what may be done to them; undone with the test. */
  nodes: readonly TestNode[]
  /** The API server, which a test may silence, restart or disconnect; undone with the test. */
  apiServer: ApiServer
  /** What Kubernetes has noted, of the test's namespace or of an object: `await events('pod/web')`. */
  events: Events
  /** What containers write: `await logs('deployment/web').text()`, or line by line as it comes. */
  logs: ReadLogs
  /** Runs a program in a container: `await exec('deployment/web', ['cat', '/etc/hosts'])` gives its exit code, stdout and stderr. */
  exec: Exec
  /** Files and folders into and out of containers: `await copy('data/', 'deployment/web:/data')`. */
  copy: Copy
  /** A pod for one program: `await run('curlimages/curl', ['http://web/'])` gives its exit code and output. */
  run: Run
  /** A port of this machine that leads to pods: `const { url } = await portForward('service/web', 80)`. */
  portForward: PortForward
  /** The global `fetch`, for Services of the cluster: `await fetch('http://web/')`. */
  fetch: ClusterFetch
}

/** All fixtures of `kindCluster()`: what a test asks for by name, beside Vitest's own. */
export interface KindContext extends KindFileFixtures, KindTestFixtures {}
