// A kubeconfig of the user's → the handle of the cluster it leads to, with a private copy of that one context. The engine is not asked.
import { randomBytes } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ClusterHandle } from '../cluster/handle.ts'
import { kubeconfigPath } from '../cluster/paths.ts'
import type { Environment } from '../config/env.ts'
import type { ExistingCluster } from '../config/existing-cluster.ts'
import { connectKube } from '../kube/connection.ts'
import { readKubeAccess } from '../kube/kubeconfig/kubeconfig.ts'
import { readOwnKubeconfig } from '../kube/kubeconfig/own-kubeconfig.ts'
import { KubeRequestError } from '../kube/request-error.ts'
import { hashData } from '../support/hash.ts'
import { makeDirectory } from '../support/make-directory.ts'
import { tellNoAccess } from './existing/tell-no-access.ts'

const answerBudgetMs = 15_000

export interface TakenCluster {
  readonly handle: ClusterHandle
  /** Holds the kubeconfig, and is to go with the run. */
  readonly directory: string
  readonly elapsedMs: number
}

/** Throws KIND_CONFIG_INVALID for a kubeconfig that cannot be used, KIND_CLUSTER_UNREACHABLE when its API server does not let us in. */
export async function takeByKubeconfig(
  { kubeconfig, context }: ExistingCluster,
  {
    root,
    directory,
    environment,
    signal,
  }: { readonly root: string; readonly directory: string; readonly environment: Environment; readonly signal: AbortSignal },
): Promise<TakenCluster> {
  const startedAt = performance.now()
  const own = await readOwnKubeconfig(kubeconfig === undefined ? usualKubeconfigs(environment) : [resolve(root, kubeconfig)], {
    context,
    proxies: environment.proxies,
  })
  await using connection = await connectKube(own.text)
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(answerBudgetMs)])
  const asked = connection.request<{ gitVersion: string }>({ path: '/version', signal: bounded })
  const { gitVersion } = await asked.catch((error: unknown) => {
    if (signal.aborted || !(error instanceof KubeRequestError)) throw error
    throw tellNoAccess(error, { context: own.context, access: readKubeAccess(own.text), budgetMs: answerBudgetMs, now: new Date() })
  })
  // No cluster of ours can have such a name; runs at the same time do not share it.
  const ownDirectory = join(directory, `.existing-${hashData(own.text).slice(0, 8)}-${process.pid}`)
  await makeDirectory(ownDirectory, { mode: 0o700 })
  const path = kubeconfigPath(ownDirectory)
  const fresh = `${path}.${randomBytes(4).toString('hex')}`
  await writeFile(fresh, own.text, { mode: 0o600, flag: 'wx' })
  await rename(fresh, path)
  const elapsedMs = performance.now() - startedAt
  return {
    handle: {
      name: own.context,
      kubernetesVersion: gitVersion,
      nodes: [],
      labels: {},
      kubeconfig: own.text,
      kubeconfigPath: path,
      server: connection.server,
      adopted: true,
      timings: [{ action: 'take-by-kubeconfig', elapsedMs }],
    },
    directory: ownDirectory,
    elapsedMs,
  }
}

export function usualKubeconfigs({ kubeconfig: { list, home } }: Environment): string[] {
  const named = list?.split(process.platform === 'win32' ? ';' : ':').filter((path) => path !== '') ?? []
  if (named.length > 0) return named
  return home === undefined ? [] : [join(home, '.kube', 'config')]
}
