// The process environment, read in one place: a table of names → fields. Nothing else in src reads process.env, but for test processes:
// there vitest/worker/test-kubeconfig.ts writes one variable of it, and vitest/worker/webhook-way.ts reads one.

import { readCiRun } from './ci-run.ts'

/** What the environment says, as the rest of the package needs it. */
export interface Environment {
  /** How to find the Docker engine; the names are Docker's own. */
  readonly engine: {
    readonly DOCKER_HOST: string | undefined
    readonly DOCKER_CONTEXT: string | undefined
    readonly DOCKER_CONFIG: string | undefined
    readonly DOCKER_AUTH_CONFIG: string | undefined
    readonly DOCKER_TLS_VERIFY: string | undefined
    readonly DOCKER_CERT_PATH: string | undefined
    readonly XDG_RUNTIME_DIR: string | undefined
    readonly HOME: string | undefined
    readonly PATH: string | undefined
    readonly USER: string | undefined
    readonly SSH_AUTH_SOCK: string | undefined
    readonly KRB5CCNAME: string | undefined
  }
  /** Name of the Docker network: `KIND_EXPERIMENTAL_DOCKER_NETWORK`, as kind reads it. @default 'kind' */
  readonly network: string
  /** Proxies for the nodes: `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`; of the two cases the upper wins, as with kind. */
  readonly proxies: { readonly http: string | undefined; readonly https: string | undefined; readonly no: string | undefined }
  /** For the nodes' containerd: `KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER`. */
  readonly snapshotter: string | undefined
  /** Where kubectl's own kubeconfigs are: `KUBECONFIG`, `HOME`. */
  readonly kubeconfig: { readonly list: string | undefined; readonly home: string | undefined }
  /** Whether and how the CLI may decorate what it prints: `NO_COLOR`, `TERM`, and `GITHUB_ACTIONS`, whose log folds groups of lines. */
  readonly terminal: { readonly noColor: boolean; readonly term: string | undefined; readonly groups: boolean }
  /** Whether tests of the declared cluster run against the one that kubectl would use: `USE_EXISTING_CLUSTER=true`, as with envtest. */
  readonly useExistingCluster: boolean
  /** What becomes of clusters when a run has ended, in place of what their options say: `VITEST_KIND_REUSE`. */
  readonly reuse: string | undefined
  /** `KIND_EXPERIMENTAL_PROVIDER`: only docker is known here. */
  readonly provider: string | undefined
  /** Cluster name for CLI commands that were given none: `KIND_CLUSTER_NAME`. */
  readonly clusterName: string | undefined
  /** Run, job and attempt that make a cluster, for its owner label; undefined outside CI. */
  readonly ciRun: string | undefined
}

/** Reads the environment once. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return {
    engine: {
      DOCKER_HOST: source['DOCKER_HOST'],
      DOCKER_CONTEXT: source['DOCKER_CONTEXT'],
      DOCKER_CONFIG: source['DOCKER_CONFIG'],
      DOCKER_AUTH_CONFIG: source['DOCKER_AUTH_CONFIG'],
      DOCKER_TLS_VERIFY: source['DOCKER_TLS_VERIFY'],
      DOCKER_CERT_PATH: source['DOCKER_CERT_PATH'],
      XDG_RUNTIME_DIR: source['XDG_RUNTIME_DIR'],
      // Windows has the other; Docker's tools keep their configuration there.
      HOME: source['HOME'] || source['USERPROFILE'],
      // What ssh needs, where the engine is behind it.
      PATH: source['PATH'] || source['Path'],
      USER: source['USER'],
      SSH_AUTH_SOCK: source['SSH_AUTH_SOCK'],
      KRB5CCNAME: source['KRB5CCNAME'],
    },
    network: source['KIND_EXPERIMENTAL_DOCKER_NETWORK'] || 'kind',
    proxies: {
      http: source['HTTP_PROXY'] || source['http_proxy'],
      https: source['HTTPS_PROXY'] || source['https_proxy'],
      no: source['NO_PROXY'] || source['no_proxy'],
    },
    snapshotter: source['KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER'] || undefined,
    kubeconfig: { list: source['KUBECONFIG'] || undefined, home: source['HOME'] || source['USERPROFILE'] || undefined },
    terminal: { noColor: Boolean(source['NO_COLOR']), term: source['TERM'], groups: source['GITHUB_ACTIONS'] === 'true' },
    useExistingCluster: source['USE_EXISTING_CLUSTER'] === 'true',
    reuse: source['VITEST_KIND_REUSE'] || undefined,
    provider: source['KIND_EXPERIMENTAL_PROVIDER'] || undefined,
    clusterName: source['KIND_CLUSTER_NAME'] || undefined,
    ciRun: readCiRun(source),
  }
}
