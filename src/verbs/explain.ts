// A living cluster, by its name or by a kubeconfig → what is not well in it and why. Reads only.
import { explainCluster, type NamespaceTroubles } from '../artifacts/explain-cluster.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import { readOwnKubeconfig } from '../kube/kubeconfig/own-kubeconfig.ts'
import { describeError } from '../support/errors.ts'
import { type ClusterContext, openCluster } from './context.ts'
import { usualKubeconfigs } from './take-by-kubeconfig.ts'

/** What `explain` found. */
export interface Explanation {
  /** Its name; of one that is known by its kubeconfig, the context's. */
  readonly cluster: string
  /** Whether something is not as it should be now: `lines` or `namespaces` say what. */
  readonly wrong: boolean
  /** Of the cluster as a whole: its containers, its API server, its nodes, namespaces that do not go. */
  readonly lines: readonly string[]
  /** Those in which something is not ready. */
  readonly namespaces: readonly NamespaceTroubles[]
  /** Of the last ten minutes, and well by now: containers that ended and run again, warnings. */
  readonly lately: readonly string[]
  /** What could not be asked. */
  readonly problems: readonly string[]
}

export interface ExplainedCluster {
  /** Of a cluster on the engine. @default 'kind', unless a kubeconfig is named */
  readonly name?: string | undefined
  /** Path of a kubeconfig, for a cluster that is anywhere. */
  readonly kubeconfig?: string | undefined
  /** A context of it, or of kubectl's usual files. @default the current one */
  readonly context?: string | undefined
  /** Only this namespace, with all kinds of objects. */
  readonly namespace?: string | undefined
}

type ExplainContext = Pick<ClusterContext, 'environment' | 'signal'>

// Someone waits for it at a terminal.
const budgetMs = 15_000

/** An API server that does not answer is a finding. Throws KIND_CLUSTER_UNKNOWN, and KIND_CONFIG_INVALID for a kubeconfig that cannot be used. */
export async function explain(wanted: ExplainedCluster, context: ExplainContext): Promise<Explanation> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(budgetMs)])
  const { cluster, lines, connect } = await find(wanted, context)
  const silent = (error: unknown) => ({
    lines: [`the API server does not answer: ${describeError(error)}`],
    namespaces: [],
    lately: [],
    problems: [],
  })
  const found = await ask(connect, (connection) =>
    explainCluster(connection, { namespace: wanted.namespace, nowMs: Date.now(), signal }),
  ).catch(silent)
  context.signal.throwIfAborted()
  const all = [...lines, ...found.lines]
  return { cluster, wrong: all.length > 0 || found.namespaces.length > 0, ...found, lines: all }
}

async function ask<T>(connect: () => Promise<KubeConnection>, question: (connection: KubeConnection) => Promise<T>): Promise<T> {
  await using connection = await connect()
  return await question(connection)
}

interface Found {
  readonly cluster: string
  /** What the engine knows of it. */
  readonly lines: readonly string[]
  connect(): Promise<KubeConnection>
}

async function find({ name, kubeconfig, context }: ExplainedCluster, { environment, signal }: ExplainContext): Promise<Found> {
  if (kubeconfig !== undefined || context !== undefined) {
    const own = await readOwnKubeconfig(kubeconfig === undefined ? usualKubeconfigs(environment) : [kubeconfig], {
      context,
      proxies: environment.proxies,
    })
    return { cluster: own.context, lines: [], connect: () => connectKube(own.text) }
  }
  const { containers, connect, ...cluster } = await openCluster(name ?? 'kind', { environment, signal })
  const away = containers.filter(({ state }) => state !== 'running')
  return { cluster: cluster.name, lines: away.map((one) => `container ${one.name} is ${one.state}`), connect }
}
