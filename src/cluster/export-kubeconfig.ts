// A cluster's kubeconfig → an entry of the user's own kubeconfig file, or out of it. Only commands that say so call this.
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import { connectEngine } from '../docker/connect.ts'
import { addToKubeconfigFile, chooseKubeconfig, listKubeconfigs, removeFromKubeconfigFile } from '../kube/kubeconfig-file.ts'
import { ConfigError } from '../support/errors.ts'
import type { ClusterContext } from './context.ts'

export interface ExportKubeconfigOptions {
  /** File to write to. @default as kubectl has it: KUBECONFIG, else ~/.kube/config */
  readonly file?: string | undefined
  /** The address that containers on the Docker network use. @default false */
  readonly internal?: boolean
  /** Makes it the current context even where there is one. @default true */
  readonly setCurrent?: boolean
}

/** Adds the context `kind-<name>`; gives the file's path. Throws KIND_CLUSTER_UNKNOWN. */
export async function exportKubeconfig(name: string, { file, internal = false, setCurrent = true }: ExportKubeconfigOptions, context: Pick<ClusterContext, 'environment'>): Promise<string> {
  const path = chooseKubeconfig({ ...context.environment.kubeconfig, explicit: file })
  if (path === undefined) throw new ConfigError('KIND_CONFIG_INVALID', { what: 'there is no place for a kubeconfig: neither KUBECONFIG nor HOME is set', do: 'name a file with --kubeconfig' })
  const text = await readClusterKubeconfig(await connectEngine(context.environment.engine), name, { internal })
  await addToKubeconfigFile(path, text, { setCurrent })
  return path
}

/** Takes the context `kind-<name>` out of every file of the list; gives those that had it. */
export async function removeExportedKubeconfig(name: string, { file }: Pick<ExportKubeconfigOptions, 'file'>, context: Pick<ClusterContext, 'environment'>): Promise<string[]> {
  const paths = listKubeconfigs({ ...context.environment.kubeconfig, explicit: file })
  const changed = await Promise.all(paths.map(async (path) => ((await removeFromKubeconfigFile(path, `kind-${name}`)) ? path : undefined)))
  return changed.filter((path) => path !== undefined)
}
