// create cluster: flags and a configuration → a cluster that stays, and its context in the user's kubeconfig.
import { text as readAll } from 'node:stream/consumers'
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import type { ClusterOptions } from '../../config/options.ts'
import { ConfigError, describeError, errorToData } from '../../support/errors.ts'
import type { ClusterContext } from '../../verbs/context.ts'
import type { ExportedKubeconfig } from '../../verbs/kubeconfig.ts'
import type { ClusterRequest } from '../../verbs/request/request.ts'
import { commandContext, workingFolder } from '../command-context.ts'
import { renderContextChange, renderTunnel } from '../context-change.ts'
import { untilSignalled } from '../interruption.ts'
import { beginGroup, isLively, printData, printJson, printTalk } from '../output.ts'
import { readBootFlags, retainFlag, waitFlag } from '../boot-flags.ts'
import { createEventPrinter, createProgressView } from '../progress-view.ts'

export function addCreateCommands(program: Command): void {
  declareCluster(program.command('create').description('creates a cluster')).action(create)
}

function declareCluster(group: Command) {
  return group
    .command('cluster')
    .description('creates a cluster, waits until it is usable and makes it the current context')
    .option('-n, --name <name>', 'name of the cluster (KIND_CLUSTER_NAME, then the configuration, then "kind")')
    .option('--config <file>', 'a kind configuration; "-" reads it from stdin')
    .option('--image <reference>', 'node image of all nodes')
    .option('--version <version>', "Kubernetes version, such as '1.36' or 'v1.36.4'")
    .option('--control-planes <count>', 'how many control planes', parseCount)
    .option('--workers <count>', 'how many worker nodes', parseCount)
    .addOption(retainFlag())
    .addOption(waitFlag())
    .option('--kubeconfig <file>', 'file to write the context to, in place of KUBECONFIG or ~/.kube/config')
    .option('--pristine', 'notes what it holds when it is new, so that `vitest-kind reset` can make it so again')
    .option('--keep-context', 'adds the context without making it the current one')
    .option('--dry-run', 'checks the configuration and prints the whole plan; asks no engine')
    .addOption(new Option('--output <format>', 'json: what is done, a line each, on stdout').choices(['json'] as const))
}

type CreateFlags = ReturnType<ReturnType<typeof declareCluster>['opts']>

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a number')
  return Number(text)
}

async function create(flags: CreateFlags): Promise<void> {
  const context = await commandContext({ writes: flags.dryRun !== true })
  const request = await readRequest(flags, context.environment.clusterName)
  if (flags.dryRun) return printPlan(request, flags, context)

  const { checkKubeconfigPlace } = await import('../../verbs/kubeconfig.ts')
  await checkKubeconfigPlace({ file: flags.kubeconfig }, context)
  const json = flags.output === 'json'
  const view = json ? createEventPrinter() : createProgressView({ lively: isLively(context.environment.terminal) })
  const { name } = request.spec
  printTalk(`Creating cluster "${name}" ...`)
  const boot = beginGroup(`Boot of cluster "${name}"`, context.environment.terminal)
  const onBooted = (): void => (view.stop(), boot.end())
  try {
    await untilSignalled(context.environment, (undo) =>
      make(request, flags, { ...context, ...undo, onProgress: view.onProgress }, onBooted),
    )
  } catch (error) {
    if (json) printJson({ type: 'error', cluster: name, ...errorToData(error) }, { indent: 0 })
    throw error
  } finally {
    onBooted()
  }
}

async function make(request: ClusterRequest, flags: CreateFlags, context: ClusterContext, onBooted: () => void): Promise<void> {
  const { createCluster } = await import('../../verbs/create.ts')
  const { name } = request.spec
  const { kubernetesVersion, server, nodes } = await createCluster(request, context)
  onBooted()
  const added = await addContext(name, flags, context).catch((error: unknown) => {
    if (!context.signal.aborted) throw error
  })
  // A signal that came when the boot had ended.
  if (context.signal.aborted || !added) {
    const [{ deleteCluster }, { removeExportedKubeconfig }] = await Promise.all([
      import('../../verbs/delete.ts'),
      import('../../verbs/kubeconfig.ts'),
    ])
    // Whoever gave up wants it removed, and that is work of its own.
    await deleteCluster(name, { ...context, signal: new AbortController().signal })
    await removeExportedKubeconfig(name, { file: flags.kubeconfig }, context)
    throw context.signal.reason
  }
  if (flags.output === 'json')
    printJson(
      { type: 'usable', cluster: name, kubernetesVersion, server, nodes, kubeconfig: added.path, context: `kind-${name}` },
      { indent: 0 },
    )
  printTalk(`Usable: Kubernetes ${kubernetesVersion} at ${server}`)
  printTalk(renderContextChange(name, { keepContext: flags.keepContext === true, previousContext: added.previousContext }))
  if (added.tunnel !== undefined) printTalk(renderTunnel(added.tunnel))
  printTalk(
    `You can now use your cluster with:\n\nkubectl cluster-info --context kind-${name}${flags.kubeconfig ? ` --kubeconfig ${flags.kubeconfig}` : ''}`,
  )
}

async function addContext(name: string, { kubeconfig, keepContext }: CreateFlags, context: ClusterContext): Promise<ExportedKubeconfig> {
  const { exportKubeconfig } = await import('../../verbs/kubeconfig.ts')
  try {
    return await exportKubeconfig(name, { file: kubeconfig, setCurrent: keepContext !== true }, context)
  } catch (error) {
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `cluster "${name}" is made, but its context could not be added: ${describeError(error)}`,
      do: `vitest-kind export kubeconfig --name ${name} --kubeconfig <another file>`,
      kept: `the cluster; vitest-kind delete cluster --name ${name} removes it`,
      cause: error,
    })
  }
}

/** The configuration with the flags over it: kind's precedence for the name, and --image for every node. Empty counts as not given. */
async function readRequest(flags: CreateFlags, clusterName: string | undefined): Promise<ClusterRequest> {
  const [{ loadOptions }, { resolveRequest }] = await Promise.all([
    import('../../verbs/request/load-options.ts'),
    import('../../verbs/request/request.ts'),
  ])
  const place = { source: flags.config === '-' ? 'standard input' : 'the command line', directory: workingFolder() }
  const config = flags.config === '-' ? `${await readAll(process.stdin)}\n` : flags.config
  const { workers, controlPlanes, image, version } = flags
  const name = flags.name || clusterName
  // All of them beside the configuration: they win over it, and what is wrong with either is told at once.
  const loaded = await loadOptions(
    {
      ...(config && { config }),
      ...(workers !== undefined && { workers }),
      ...(controlPlanes !== undefined && { controlPlanes }),
      ...(image && { image }),
      ...(version && { version }),
      ...(name && { name }),
    },
    place.source,
    place.directory,
  )
  const options: ClusterOptions = {
    ...loaded,
    ...readBootFlags(flags),
    name: loaded.name ?? 'kind',
    pristine: flags.pristine ?? false,
  }
  return resolveRequest(options, place)
}

async function printPlan(request: ClusterRequest, { output }: CreateFlags, context: ClusterContext): Promise<void> {
  const { planDryRun } = await import('../../verbs/dry-run.ts')
  const plan = await planDryRun(request, context)
  if (output === 'json') return printJson(plan)
  const { stringify } = await import('yaml')
  printData(stringify(plan, { lineWidth: 0 }))
}
