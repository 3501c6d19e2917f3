// create cluster: flags and a configuration → a cluster that stays, and its context in the user's kubeconfig.
import { text as readAll } from 'node:stream/consumers'
import { createCluster } from '../../cluster/create-cluster.ts'
import type { ClusterContext } from '../../cluster/context.ts'
import { deleteCluster } from '../../cluster/delete-cluster.ts'
import { checkKubeconfigPlace, exportKubeconfig, removeExportedKubeconfig, type ExportedKubeconfig } from '../../cluster/export-kubeconfig.ts'
import { loadOptions } from '../../cluster/load-options.ts'
import { defaults } from '../../config/defaults.ts'
import type { ClusterOptions } from '../../config/options.ts'
import { ConfigError, describeError, errorToData } from '../../support/errors.ts'
import { commandContext } from '../command-context.ts'
import { renderContextChange } from '../context-change.ts'
import { untilSignalled } from '../interruption.ts'
import { isLively, printData, printJson, printTalk } from '../output.ts'
import { createEventPrinter, createProgressView } from '../progress-view.ts'

// Where options stand, for errors about them.
const source = 'the command line'

interface CreateClusterFlags {
  readonly name?: string
  readonly config?: string
  readonly image?: string
  readonly version?: string
  readonly controlPlanes?: number
  readonly workers?: number
  readonly retain?: boolean
  readonly wait?: number
  readonly kubeconfig?: string
  readonly keepContext?: boolean
  readonly dryRun?: boolean
  readonly output?: 'json'
}

export async function createClusterCommand(flags: CreateClusterFlags): Promise<void> {
  const context = commandContext()
  const options = await readOptions(flags, context.environment.clusterName)
  if (flags.dryRun) return printPlan(options, flags)

  await checkKubeconfigPlace({ file: flags.kubeconfig }, context)
  const json = flags.output === 'json'
  const view = json ? createEventPrinter() : createProgressView({ lively: isLively(context.environment.terminal) })
  printTalk(`Creating cluster "${options.name}" ...`)
  try {
    await untilSignalled(context.environment, (undo) => make(options, flags, { ...context, ...undo, onProgress: view.onProgress, source }))
  } catch (error) {
    if (json) printJson({ type: 'error', cluster: options.name, ...errorToData(error) }, { indent: 0 })
    throw error
  } finally {
    view.stop()
  }
}

async function make(options: ClusterOptions & { readonly name: string }, flags: CreateClusterFlags, context: ClusterContext & { readonly signal: AbortSignal }): Promise<void> {
  const { name } = options
  const { kubernetesVersion, server, nodes } = await createCluster(options, context)
  const added = await addContext(name, flags, context).catch((error: unknown) => {
    if (!context.signal.aborted) throw error
  })
  // A signal that came when the boot had ended.
  if (context.signal.aborted || !added) {
    await deleteCluster(name, context)
    await removeExportedKubeconfig(name, { file: flags.kubeconfig }, context)
    throw context.signal.reason
  }
  if (flags.output === 'json') printJson({ type: 'usable', cluster: name, kubernetesVersion, server, nodes, kubeconfig: added.path, context: `kind-${name}` }, { indent: 0 })
  printTalk(`Usable: Kubernetes ${kubernetesVersion} at ${server}`)
  printTalk(renderContextChange(name, { ...added, ...flags }))
  printTalk(`You can now use your cluster with:\n\nkubectl cluster-info --context kind-${name}${flags.kubeconfig ? ` --kubeconfig ${flags.kubeconfig}` : ''}`)
}

async function addContext(name: string, { kubeconfig, keepContext = false }: CreateClusterFlags, context: ClusterContext): Promise<ExportedKubeconfig> {
  try {
    return await exportKubeconfig(name, { file: kubeconfig, setCurrent: !keepContext }, context)
  } catch (error) {
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `cluster "${name}" is made, but its context could not be added: ${describeError(error)}`,
      do: `vitest-kind export kubeconfig --name ${name} --kubeconfig <another file>`,
      kept: `the cluster; vitest-kind delete cluster --name ${name} removes it`,
      cause: error,
    })
  }
}

/** The configuration with the flags over it: kind's precedence for the name, and --image for every node. */
async function readOptions(flags: CreateClusterFlags, clusterName: string | undefined): Promise<ClusterOptions & { readonly name: string }> {
  const config = flags.config === '-' ? `${await readAll(process.stdin)}\n` : flags.config
  const { nodes, ...loaded } = await loadOptions(
    { ...(config !== undefined && { config }), ...(flags.workers !== undefined && { workers: flags.workers }), ...(flags.controlPlanes !== undefined && { controlPlanes: flags.controlPlanes }) },
    flags.config === '-' ? 'standard input' : source,
  )
  return {
    ...loaded,
    ...(nodes && { nodes: nodes.map((node) => (flags.image === undefined ? node : { ...node, image: flags.image })) }),
    ...(flags.image !== undefined && { image: flags.image }),
    ...(flags.version !== undefined && { version: flags.version }),
    ...(flags.wait && { bootTimeout: defaults.bootTimeout + flags.wait }),
    name: flags.name ?? clusterName ?? loaded.name ?? 'kind',
    keepOnFailure: flags.retain ?? false,
  }
}

async function printPlan(options: ClusterOptions, { output }: CreateClusterFlags): Promise<void> {
  const { planDryRun } = await import('../../cluster/plan-dry-run.ts')
  const plan = await planDryRun(options, { environment: commandContext().environment, source })
  if (output === 'json') return printJson(plan)
  const { stringify } = await import('yaml')
  printData(stringify(plan, { lineWidth: 0 }))
}
