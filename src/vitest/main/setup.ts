// Runs in Vitest's main process before a project's first test: options → the declared cluster, where it is wanted → what test files inject.
// Removal hangs on Vitest's close, not on a teardown: a project whose set-up threw gets no teardown.
import type { TestProject } from 'vitest/node'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { readEnvironment } from '../../config/env.ts'
import { isExistingCluster } from '../../config/existing-cluster.ts'
import { describeError, errorToData, KindError } from '../../support/errors.ts'
import { packageVersion } from '../../support/package-version.ts'
import { currentProcess, renderIdentity } from '../../support/process-identity.ts'
import { startBroker } from './broker.ts'
import { checkKindOptions } from './check-options.ts'
import { writeClosedKubeconfig } from './closed-kubeconfig.ts'
import { isUseEvident } from './evident-use.ts'
import { serveIsolated } from './isolated-clusters.ts'
import { joinRun } from './join-run.ts'
import type { KindOptions } from '../options.ts'
import { forgetBundles } from './prepare-artifacts.ts'
import { toPrintable } from './printable-error.ts'
import { prepareEnvironment } from './project-environment.ts'
import type { ProvidedArtifacts, ProvidedRun } from '../provided.ts'
import type { ClusterAnswer, ClusterSelector } from '../request.ts'
import type { ClusterRun, ClusterWish } from './run.ts'
import { noteUndos } from './undo-at-end.ts'

const source = 'kind() in vitest.config.ts'

/**
 * Sets a project up. Where its tests evidently use the declared cluster, it is made here, and what that throws ends the run, told once; test
 * files of a later rerun are told the same. Else the first test that wants it asks for it.
 */
export async function setup(project: TestProject): Promise<void> {
  const session = joinRun(project)
  // The plugin and a globalSetup entry of the user's, in one project: once is enough.
  if (!session) return
  const options = project.getProvidedContext()['vitest-kind'] ?? {}
  const root = project.config.root
  try {
    checkKindOptions(options)
  } catch (error) {
    project.provide('vitest-kind:run', { root, declared: toFailure(error) })
    throw error
  }
  session.run.noteArtifacts(options.artifacts ?? 'on-failure')
  let made: Promise<ClusterHandle> | undefined
  const makeDeclared = ({ beforeTests = false } = {}): Promise<ClusterHandle> =>
    (made ??= acquireDeclared(session.run, project, options, beforeTests))
  const broker = await startBroker({
    acquire: async ({ selector, source: from }) =>
      selector === undefined ? makeDeclared() : session.run.acquire(chooseCluster(project, options, selector, from)),
    ...serveIsolated({
      run: session.run,
      choose: (wanted, from) => chooseCluster(project, options, wanted, from),
      print: (line) => project.vitest.logger.log(line),
    }),
    registry: async (input, { onEnd }) => (await import('./registry.ts')).openRegistry(input, onEnd),
    pushImage: async (input, { onEnd }) => (await import('./registry.ts')).pushImage(input, root, onEnd),
    loadImage: async (input, { onEnd }) => (await import('./load-image.ts')).loadImage(input, root, onEnd),
    openTunnel: async (input, end) => (await import('./open-tunnel.ts')).openTunnel(input, end),
    undoAtEnd: noteUndos((line) => project.vitest.logger.log(line)),
    ...session.faults.handlers,
    async use(input, asker) {
      session.run.pages.find(input.cluster)?.noteFile(input.file)
      return session.faults.handlers.use(input, asker)
    },
    noteAttempt: async (report) => session.run.pages.note(report),
    ...session.sharedObjects,
    lookAtNodes: async (input) => (await import('./look-at-nodes.ts')).look(input),
    kustomize: async (input) => (await import('./kustomize-in-node.ts')).kustomize(input),
  })
  session.onClose(broker.close)
  const setEnvironment = prepareEnvironment(project)

  const provideCluster = async ({ atOnce }: { readonly atOnce: boolean }): Promise<void> => {
    let provided: ProvidedRun = { root, broker: broker.address }
    try {
      const directory = await session.run.artifactsDirectory()
      const closedKubeconfig = await writeClosedKubeconfig(directory)
      provided = { ...provided, closedKubeconfig, artifacts: describeArtifacts(project, options, directory) }
      setEnvironment(closedKubeconfig)
      if (atOnce) {
        const handle = await makeDeclared({ beforeTests: true })
        setEnvironment(handle.kubeconfigPath)
        provided = { ...provided, declared: { handle } }
      } else if (!declaresDefault(options)) provided = { ...provided, declared: noDefault(options) }
      project.provide('vitest-kind:run', provided)
    } catch (error) {
      project.provide('vitest-kind:run', { ...provided, declared: toFailure(error) })
      throw toPrintable(error)
    }
  }
  // In watch mode Vitest does not set up again after a failure: a rerun does, once the cause may be gone.
  project.onTestsRerun(async (files) => {
    await session.run.pages.beginRun(files.map(({ moduleId }) => moduleId)).catch(() => undefined)
    // What was kept of these tests before.
    await session.run.artifactsDirectory().then(forgetBundles, () => undefined)
    const isFailed = await made?.then(
      () => false,
      () => true,
    )
    if (isFailed) made = undefined
    const provided = project.getProvidedContext()['vitest-kind:run']
    if (declaresDefault(options) && provided?.declared && 'error' in provided.declared)
      await provideCluster({ atOnce: true }).catch(() => undefined)
  })
  await provideCluster({ atOnce: declaresDefault(options) && (await isUseEvident(project)) })
}

function acquireDeclared(run: ClusterRun, project: TestProject, options: KindOptions, beforeTests: boolean): Promise<ClusterHandle> {
  const { cluster } = options
  if (isExistingCluster(cluster) || readEnvironment().useExistingCluster)
    return run.takeExisting({ cluster: isExistingCluster(cluster) ? cluster : {}, root: project.config.root })
  return run.acquire({ options: cluster ?? {}, root: project.config.root, source, place: `${project.name}/`, beforeTests })
}

function describeArtifacts({ vitest }: TestProject, { artifacts: when = 'on-failure' }: KindOptions, directory: string): ProvidedArtifacts {
  const versions = { 'vitest-kind': packageVersion, vitest: vitest.version }
  return { when, directory, run: renderIdentity(currentProcess()), versions }
}

function noDefault({ clusters = {} }: KindOptions): ClusterAnswer {
  const names = Object.keys(clusters)
  const error = new KindError('KIND_SETUP_MISSING', {
    what: `no default cluster is declared, only ${names.join(', ')}`,
    do: `use kindCluster('${names[0]}') instead of test, or add cluster: {} to kind()`,
  })
  return { error: errorToData(error) }
}

function declaresDefault(options: KindOptions): boolean {
  return options.cluster !== undefined || Object.keys(options.clusters ?? {}).length === 0
}

function chooseCluster(project: TestProject, options: KindOptions, selector: ClusterSelector, from: string): ClusterWish {
  if (readEnvironment().useExistingCluster)
    throw new KindError('KIND_NOT_POSSIBLE', {
      what: `${from} asks for another cluster, but with USE_EXISTING_CLUSTER tests run against the one that is there already`,
      do: 'skip this test there (test.skipIf), or run it without USE_EXISTING_CLUSTER',
    })
  const { root } = project.config
  if (typeof selector !== 'string') return { options: selector, root, source: from }
  const declared = options.clusters?.[selector]
  if (declared) return { options: declared, root, source, place: `${project.name}/${selector}` }
  const names = Object.keys(options.clusters ?? {})
  throw new KindError('KIND_CLUSTER_UNKNOWN', {
    what: `no cluster "${selector}" is declared (${from})`,
    seen: [names.length > 0 ? `declared: ${names.join(', ')}` : 'no named clusters are declared'],
    do: `declare it in vitest.config.ts: kind({ clusters: { ${JSON.stringify(selector)}: {} } })`,
  })
}

function toFailure(error: unknown): ClusterAnswer {
  const { code, ...facts } = errorToData(error)
  return { error: { ...facts, code: 'KIND_SETUP_MISSING', what: `cluster setup failed: ${code}: ${describeError(error)}` } }
}
