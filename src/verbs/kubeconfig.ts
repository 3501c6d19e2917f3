// A cluster's kubeconfig: as text, as an entry of the user's own kubeconfig file, and out of it. Only commands that say so touch that file.
import { parseClusterName } from '../config/cluster-name.ts'
import {
  addToKubeconfigFile,
  checkKubeconfigFile,
  chooseKubeconfig,
  listKubeconfigs,
  removeFromKubeconfigFile,
} from '../kube/kubeconfig/kubeconfig-file.ts'
import { readKubeAccess } from '../kube/kubeconfig/kubeconfig.ts'
import { ConfigError, DockerError, describeError } from '../support/errors.ts'
import { type ClusterContext, openCluster } from './context.ts'

/** With `internal`, for containers on the Docker network; else for the host. Throws KIND_CLUSTER_UNKNOWN. */
export async function readKubeconfig(
  name: string,
  { internal }: { readonly internal: boolean },
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<string> {
  return (await openCluster(name, context)).readKubeconfig({ internal })
}

export interface ExportKubeconfigOptions {
  /** File to write to. @default as kubectl has it: KUBECONFIG, else ~/.kube/config */
  readonly file?: string | undefined
  /** The address that containers on the Docker network use. @default false */
  readonly internal?: boolean
  /** Makes it the current context even where there is one. @default true */
  readonly setCurrent?: boolean
}

export interface ExportedKubeconfig {
  /** The file that has the context now. */
  readonly path: string
  /** What was the current context before. */
  readonly previousContext: string | undefined
  /** A command to be kept running while the context is used: its server is the end of a tunnel, which goes with this process. */
  readonly tunnel: string | undefined
}

/** Adds the context `kind-<name>`. Throws KIND_CLUSTER_UNKNOWN. */
export async function exportKubeconfig(
  name: string,
  { file, internal = false, setCurrent = true }: ExportKubeconfigOptions,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<ExportedKubeconfig> {
  const path = requirePlace(file, context)
  const cluster = await openCluster(name, context)
  const text = await cluster.readKubeconfig({ internal })
  const port = Number(new URL(readKubeAccess(text).server).port)
  const tunnel = internal ? undefined : cluster.engine.forward?.command(port)
  return { path, previousContext: await addToKubeconfigFile(path, text, { setCurrent }), tunnel }
}

/** Throws when a context could not be added: better before a cluster is made than after. */
export async function checkKubeconfigPlace(
  { file }: Pick<ExportKubeconfigOptions, 'file'>,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<void> {
  await checkKubeconfigFile(requirePlace(file, context))
}

/** Takes the context `kind-<name>` out of every file of the list; gives those that had it. One that cannot be changed does not save the others. */
export async function removeExportedKubeconfig(
  name: string,
  { file }: Pick<ExportKubeconfigOptions, 'file'>,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<string[]> {
  const entry = `kind-${parseClusterName(name)}`
  const paths = listKubeconfigs({ ...context.environment.kubeconfig, explicit: file })
  const results = await Promise.allSettled(paths.map(async (path) => ((await removeFromKubeconfigFile(path, entry)) ? path : undefined)))
  const problems = results.flatMap((result) => (result.status === 'rejected' ? [describeError(result.reason)] : []))
  if (problems.length > 0)
    throw new DockerError('KIND_REMOVE_FAILED', {
      what: `the context "${entry}" could not be taken out of every kubeconfig`,
      seen: problems,
    })
  return results.flatMap((result) => (result.status === 'fulfilled' && result.value !== undefined ? [result.value] : []))
}

function requirePlace(file: string | undefined, { environment }: Pick<ClusterContext, 'environment' | 'signal'>): string {
  const path = chooseKubeconfig({ ...environment.kubeconfig, explicit: file })
  if (path !== undefined) return path
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: 'there is no place for a kubeconfig: neither KUBECONFIG nor HOME is set',
    do: 'name a file with --kubeconfig',
  })
}
