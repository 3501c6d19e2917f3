// create cluster: flags and a configuration → a cluster that stays, and its context in the user's kubeconfig.
import { text as readAll } from 'node:stream/consumers'
import { createCluster } from '../../cluster/create-cluster.ts'
import { exportKubeconfig } from '../../cluster/export-kubeconfig.ts'
import { loadOptions } from '../../cluster/load-options.ts'
import { defaults } from '../../config/defaults.ts'
import type { ClusterOptions } from '../../config/options.ts'
import type { OnProgress } from '../../support/progress.ts'
import { commandContext } from '../command-context.ts'
import { untilSignalled } from '../interruption.ts'
import { isLively, printData, printJson, printTalk } from '../output.ts'
import { createProgressView } from '../progress-view.ts'

interface CreateClusterFlags {
  readonly name?: string
  readonly config?: string
  readonly image?: string
  readonly version?: string
  readonly controlPlanes?: number
  readonly workers?: number
  readonly retain: boolean
  readonly wait?: number
  readonly kubeconfig?: string
  readonly keepContext: boolean
  readonly dryRun: boolean
  readonly output?: 'json'
}

export async function createClusterCommand(flags: CreateClusterFlags): Promise<void> {
  const context = commandContext()
  const options = await readOptions(flags, context.environment.clusterName)
  const name = options.name!
  const source = 'the command line'
  if (flags.dryRun) return printPlan(options, flags)

  const json = flags.output === 'json'
  const view = createProgressView({ lively: isLively(context.environment.terminal) })
  const onProgress: OnProgress = json ? (event) => printJson(event, { indent: 0 }) : view.onProgress
  printTalk(`Creating cluster "${name}" ...`)
  try {
    const handle = await untilSignalled(context.environment, ({ signal, beforeFirstContainer }) => createCluster(options, { ...context, onProgress, signal, beforeFirstContainer, source }))
    const file = await exportKubeconfig(name, { file: flags.kubeconfig, setCurrent: !flags.keepContext }, context)
    view.stop()
    if (json) printJson({ type: 'usable', cluster: name, kubernetesVersion: handle.kubernetesVersion, server: handle.server, nodes: handle.nodes, kubeconfig: file, context: `kind-${name}` }, { indent: 0 })
    printTalk(`Usable: Kubernetes ${handle.kubernetesVersion} at ${handle.server}`)
    printTalk(flags.keepContext ? `Added kubectl context "kind-${name}"` : `Set kubectl context to "kind-${name}"`)
    printTalk(`You can now use your cluster with:\n\nkubectl cluster-info --context kind-${name}${flags.kubeconfig ? ` --kubeconfig ${flags.kubeconfig}` : ''}`)
  } finally {
    view.stop()
  }
}

/** The configuration with the flags over it: kind's precedence for the name, and --image for every node. */
async function readOptions(flags: CreateClusterFlags, clusterName: string | undefined): Promise<ClusterOptions> {
  const config = flags.config === '-' ? `${await readAll(process.stdin)}\n` : flags.config
  const { nodes, ...loaded } = await loadOptions(
    { ...(config !== undefined && { config }), ...(flags.workers !== undefined && { workers: flags.workers }), ...(flags.controlPlanes !== undefined && { controlPlanes: flags.controlPlanes }) },
    flags.config === '-' ? 'standard input' : 'the command line',
  )
  return {
    ...loaded,
    ...(nodes && { nodes: nodes.map((node) => (flags.image === undefined ? node : { ...node, image: flags.image })) }),
    ...(flags.image !== undefined && { image: flags.image }),
    ...(flags.version !== undefined && { version: flags.version }),
    ...(flags.wait && { bootTimeout: defaults.bootTimeout + flags.wait }),
    name: flags.name ?? clusterName ?? loaded.name ?? 'kind',
    keepOnFailure: flags.retain,
  }
}

async function printPlan(options: ClusterOptions, { output }: CreateClusterFlags): Promise<void> {
  const { planDryRun } = await import('../../cluster/plan-dry-run.ts')
  const plan = await planDryRun(options, { environment: commandContext().environment, source: 'the command line' })
  if (output === 'json') return printJson(plan)
  const { stringify } = await import('yaml')
  printData(stringify(plan, { lineWidth: 0 }))
}
