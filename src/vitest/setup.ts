// Runs in Vitest's main process before a project's first test: options → the declared cluster → what test files inject.
// Removal hangs on Vitest's close, not on a teardown: a project whose set-up threw gets no teardown.
import type { TestProject } from 'vitest/node'
import { describeError, errorToData, KindError } from '../support/errors.ts'
import { startBroker } from './broker.ts'
import { checkKindOptions } from './check-options.ts'
import { joinRun } from './join-run.ts'
import type { KindOptions } from './options.ts'
import { toPrintable } from './printable-error.ts'
import type {} from './provided.ts'
import type { ClusterAnswer, ClusterSelector } from './request.ts'
import type { ClusterRequest, ClusterRun } from './run.ts'

const source = 'kind() in vitest.config.ts'

/** Sets a project up. Throws what the making of its cluster threw, once; test files of a later rerun are told the same. */
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
  const broker = await startBroker(async (selector, from) => session.run.acquire(chooseCluster(project, options, selector, from)))
  session.onClose(broker.close)

  const provideCluster = async (): Promise<void> => {
    try {
      const declared = await bootDeclared(session.run, project, options)
      if ('handle' in declared) exportKubeconfig(project, declared.handle.kubeconfigPath)
      project.provide('vitest-kind:run', { root, declared, broker: broker.address })
    } catch (error) {
      project.provide('vitest-kind:run', { root, declared: toFailure(error), broker: broker.address })
      throw toPrintable(error)
    }
  }
  // In watch mode Vitest does not set up again after a failure: a rerun does, once the cause may be gone.
  project.onTestsRerun(async () => {
    const provided = project.getProvidedContext()['vitest-kind:run']
    if (declaresDefault(options) && provided && 'error' in provided.declared) await provideCluster().catch(() => undefined)
  })
  await provideCluster()
}

async function bootDeclared(run: ClusterRun, project: TestProject, options: KindOptions): Promise<ClusterAnswer> {
  if (declaresDefault(options)) return { handle: await run.acquire({ options: options.cluster ?? {}, root: project.config.root, source, place: `${project.name}/` }) }
  const names = Object.keys(options.clusters ?? {})
  const error = new KindError('KIND_SETUP_MISSING', {
    what: `no default cluster is declared, only ${names.join(', ')}`,
    do: `use kindCluster('${names[0]}') instead of test, or add cluster: {} to kind()`,
  })
  return { error: errorToData(error) }
}

function declaresDefault(options: KindOptions): boolean {
  return options.cluster !== undefined || Object.keys(options.clusters ?? {}).length === 0
}

function chooseCluster(project: TestProject, options: KindOptions, selector: ClusterSelector, from: string): ClusterRequest {
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

/** For the project's test processes only, and never over a value of the user's own. */
function exportKubeconfig(project: TestProject, path: string): void {
  project.config.env = { KUBECONFIG: path, ...project.config.env }
}
