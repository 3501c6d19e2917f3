// The module that a user names with `prepare` → its function, bound to a cluster.
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { KubeConnection } from '../kube/connection.ts'
import { applyManifests, type ManifestInput } from '../kube/manifests/apply.ts'
import type { KubeObject } from '../kube/object.ts'
import { awaitRollout, isWorkload } from '../kube/rollout.ts'
import type { Deadline } from '../support/deadline.ts'
import { ConfigError, describeError } from '../support/errors.ts'

/** What the function of a `prepare` module is given: a usable cluster that nobody has used yet. */
export interface ClusterToPrepare {
  readonly name: string
  /** `v1.37.2` */
  readonly kubernetesVersion: string
  /** Kubeconfig text of its administrator, with one context. */
  readonly kubeconfig: string
  /** The same as a file, for programs: `helm install … --kubeconfig`. */
  readonly kubeconfigPath: string
  /**
   * Applies manifests (YAML or JSON text, the path of a file or folder, objects) and resolves with what the API server holds, when custom
   * kinds among them can be used and workloads are rolled out. A relative path counts from the module's folder. Throws KIND_CONFIG_INVALID,
   * KIND_APPLY_FAILED, KIND_TIMED_OUT.
   */
  apply(manifests: ManifestInput): Promise<KubeObject[]>
  /** Fires when the time (`bootTimeout`, counted anew) is up, or the run has ended. */
  readonly signal: AbortSignal
}

/** The default export of a `prepare` module: what it has done when it resolves is part of every cluster of these options. */
export type PrepareCluster = (cluster: ClusterToPrepare) => void | Promise<void>

export interface PrepareStep {
  readonly path: string
  readonly run: PrepareCluster
}

/** TypeScript or JavaScript. Throws KIND_CONFIG_INVALID where it cannot be loaded, or gives no function. */
export async function loadPrepareStep(path: string): Promise<PrepareStep> {
  const refuse = (problem: string, cause?: unknown): ConfigError =>
    new ConfigError('KIND_CONFIG_INVALID', {
      what: `the prepare step cannot be loaded; nothing was started`,
      problems: [`prepare  ${path} ${problem}`],
      do: 'its default export is a function: export default async ({ apply }) => { … }',
      ...(cause !== undefined && { cause }),
    })
  // Without it, lines in what the module throws are those of the JavaScript that is made of it.
  process.setSourceMapsEnabled(true)
  // Anew for each boot: in watch mode it may have changed.
  const { tsImport } = await import('tsx/esm/api')
  const module = (await tsImport(pathToFileURL(path).href, import.meta.url).catch((error: unknown) => {
    throw refuse(`throws when it is loaded: ${describeError(error)}`, error)
  })) as { readonly default?: unknown }
  // A CommonJS module's exports are the default export of its namespace.
  const given = module.default
  const step = typeof given === 'object' && given !== null && 'default' in given ? given.default : given
  if (typeof step !== 'function') throw refuse(step === undefined ? 'has no default export' : `exports a ${typeof step} as its default`)
  return { path, run: step as PrepareCluster }
}

/** {@link ClusterToPrepare.apply} */
export function bindPrepareApply(connection: KubeConnection, path: string, deadline: Deadline): ClusterToPrepare['apply'] {
  return async (manifests) => {
    const { signal } = deadline
    const applied = await applyManifests(connection, manifests, { baseDirectory: dirname(path), signal })
    await Promise.all(
      applied
        .filter(isWorkload)
        .map(({ kind, metadata: { name, namespace } }) =>
          awaitRollout(connection, kind, name, namespace ?? connection.namespace, deadline),
        ),
    )
    return applied
  }
}
