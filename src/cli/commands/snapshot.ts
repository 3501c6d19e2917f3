// snapshot save, restore, key: a cluster as a file that another machine can read.
import type { Command } from '@commander-js/extra-typings'
import { readEnvironment } from '../../config/env.ts'
import type { RestoreOptions } from '../../verbs/snapshot.ts'
import { commandContext, workingFolder } from '../command-context.ts'
import { untilSignalled } from '../interruption.ts'
import { isLively, printData, printTalk } from '../output.ts'
import { readBootFlags, retainFlag, waitFlag } from '../boot-flags.ts'
import { createProgressView } from '../progress-view.ts'
import { tellBytes } from '../../support/tell-amount.ts'

export function addSnapshotCommands(program: Command): void {
  const group = program.command('snapshot').description('keeps what a cluster holds in a file, and makes clusters of it')
  group
    .command('save <name> <file>')
    .description('writes what a cluster holds now into a file, its images included; the cluster goes on')
    .option('--no-images', 'leaves out the images that its nodes have loaded or pulled')
    .action(async (name, file, { images }) => save(name, file, images))
  group
    .command('restore <file>')
    .description('makes a cluster that begins with what the file holds, with keys and tokens of its own')
    .option('-n, --name <name>', 'name of the cluster (KIND_CLUSTER_NAME, then "kind")')
    .addOption(retainFlag())
    .addOption(waitFlag())
    .action(async (file, { name, ...flags }) => restore(file, name || readEnvironment().clusterName || 'kind', readBootFlags(flags)))
  group
    .command('key')
    .description('what a cache of snapshots should be keyed by: another one where the configuration or this package is another')
    .option('--config <file>', 'a kind configuration')
    .option('--version <version>', "Kubernetes version, such as '1.36' or 'v1.36.4'")
    .action(async ({ config, version }) => {
      const [{ resolveRequest }, { cacheKey }] = await Promise.all([
        import('../../verbs/request/request.ts'),
        import('../../verbs/snapshot.ts'),
      ])
      const options = { ...(config && { config }), ...(version && { version }) }
      printData(cacheKey(await resolveRequest(options, { source: 'the command line', directory: workingFolder() })))
    })
}

async function save(name: string, file: string, withImages: boolean): Promise<void> {
  const { saveSnapshot } = await import('../../verbs/snapshot.ts')
  const context = await commandContext()
  const startedAt = performance.now()
  const view = createProgressView({ lively: isLively(context.environment.terminal) })
  view.onProgress({ type: 'started', cluster: '', action: 'snapshot' })
  try {
    const { path, sizeBytes, objects, images, kubernetesVersion } = await untilSignalled(context.environment, ({ signal }) =>
      saveSnapshot(name, file, { ...context, signal, onProgress: view.onProgress }, { images: withImages }),
    )
    view.stop()
    const kept = [`${objects} objects of Kubernetes ${kubernetesVersion}`, ...describeImages(images)].join(' and ')
    printTalk(`Saved: ${kept}, ${tellBytes(sizeBytes)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    printData(path)
  } finally {
    view.stop()
  }
}

function describeImages(names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [names.length === 1 ? `image ${names[0]}` : `${names.length} images`]
}

async function restore(file: string, name: string, options: RestoreOptions): Promise<void> {
  const { restoreSnapshot } = await import('../../verbs/snapshot.ts')
  const context = await commandContext({ writes: true })
  const view = createProgressView({ lively: isLively(context.environment.terminal) })
  try {
    const { server, kubernetesVersion } = await untilSignalled(context.environment, (undo) =>
      restoreSnapshot(file, name, { ...context, ...undo, onProgress: view.onProgress }, options),
    )
    view.stop()
    printTalk(`Usable: Kubernetes ${kubernetesVersion} at ${server}`)
    printTalk(`vitest-kind export kubeconfig --name ${name} makes it known to kubectl`)
  } finally {
    view.stop()
  }
}
