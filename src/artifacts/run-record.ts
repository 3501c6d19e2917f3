// The record of a run on one cluster: what its page shows, as plain JSON. Every moment is in milliseconds since 1970 (`…AtMs`). Filled by
// whoever knows a part (boot, tests, the cluster's own API), and the one source of the page: page/ reads nothing else.

/** One Vitest run on one cluster. */
export interface RunRecord {
  readonly cluster: ClusterRecord
  /** When the first of it began. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** In the order in which they began; those of an adopted cluster are what was done to adopt it. */
  readonly boot: readonly ActionRecord[]
  /** Of a boot that failed: then there is nothing else. */
  readonly failure?: BootFailure
  /** In the order in which they began. */
  readonly tests: readonly TestRecord[]
  readonly pods: readonly PodRecord[]
  /** Oldest first. */
  readonly events: readonly EventRecord[]
  readonly nodeChanges: readonly NodeChange[]
  /** What the record does not hold and why, a sentence each: it was too much, the API did not answer. */
  readonly gaps: readonly string[]
}

export interface ClusterRecord {
  readonly name: string
  /** `v1.37.2` */
  readonly kubernetesVersion: string
  /** Whether it was there before the run. */
  readonly adopted: boolean
  /** Names; none for a cluster known by its kubeconfig only. */
  readonly nodes: readonly string[]
  /** What made the run: `{ 'vitest-kind': '0.1.0', vitest: '5.1.1', node: '26.10.0' }`. */
  readonly versions: Readonly<Record<string, string>>
}

/** A boot action. */
export interface ActionRecord {
  readonly action: string
  readonly startedAtMs: number
  /** Absent when it was still under way. */
  readonly endedAtMs?: number
  readonly state: 'finished' | 'failed' | 'running'
}

/** Why a boot failed, in the words of its error. */
export interface BootFailure {
  readonly what: string
  readonly seen: readonly string[]
  readonly why?: string
  readonly do?: string
  /** What was taken before the nodes went. */
  readonly evidence: BundleRecord
}

export interface TestRecord {
  /** Vitest's own id of the test: what its parts are found by. */
  readonly id: string
  /** With the names of its suites: `web > rolls out`. */
  readonly name: string
  /** Below the project's root. */
  readonly file: string
  /** Name of the Vitest project; absent for one without a name. */
  readonly project?: string
  readonly state: 'passed' | 'failed' | 'skipped'
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** The message of the failure as Vitest shows it, without colours; of the last attempt. */
  readonly error?: string
  /** What was noted while it ran, attempt by attempt (`retry`, `repeats`). None for a test that used no fixture of ours. */
  readonly attempts: readonly AttemptRecord[]
}

/** One attempt of a test: its own namespace and its own files. */
export interface AttemptRecord {
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly state: 'passed' | 'failed'
  readonly namespace?: string
  /** The lines in the failure: what did not come up and why. */
  readonly summary: readonly string[]
  readonly bundle?: BundleRecord
}

/** What a test process tells of an attempt, and of the cluster at its end; the record is put together of these. */
export interface AttemptReport extends Pick<RunRecord, 'pods' | 'events' | 'nodeChanges' | 'gaps'> {
  /** Name of the cluster. */
  readonly cluster: string
  /** Vitest's own id of the test. */
  readonly test: string
  readonly attempt: AttemptRecord
}

/** The files kept of an attempt. */
export interface BundleRecord {
  /** Below the folder of the cluster, where the page lies: `rolls-out-3fa9c1`; `.` for what lies beside the page. */
  readonly folder: string
  readonly files: readonly BundleFile[]
}

export interface BundleFile {
  /** Below the bundle's folder: `pods/web-5d9c-x2x7l/logs/web.log`. */
  readonly path: string
  readonly bytes: number
  /** Whether its beginning was cut away. */
  readonly cut?: boolean
}

export interface PodRecord {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  /** Absent while no node was found for it. */
  readonly node?: string
  readonly createdAtMs: number
  /** Phases in their order, each from when it was first seen. */
  readonly phases: readonly PodPhase[]
  /** When its Ready condition became true for the first time. */
  readonly readyAtMs?: number
  /** When its removal was asked for. */
  readonly deletedAtMs?: number
  /** When it was gone. */
  readonly goneAtMs?: number
  readonly containers: readonly ContainerRecord[]
}

export interface PodPhase {
  readonly phase: string
  readonly atMs: number
}

/** One run of a container: one that its kubelet starts again is another. */
export interface ContainerRecord {
  readonly name: string
  /** Of this run, as the container runtime calls it. */
  readonly id: string
  readonly startedAtMs: number
  /** Absent while it runs. */
  readonly endedAtMs?: number
  readonly exitCode?: number
  /** `OOMKilled` */
  readonly reason?: string
}

export interface EventRecord {
  /** When it happened last. */
  readonly atMs: number
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  /** `Pod/web-5d9c-x2x7l` */
  readonly object: string
  /** Of the object; absent for what has none, such as a node. */
  readonly namespace?: string
  readonly message: string
  readonly count: number
}

/** A node's condition that became another: `Ready` from `True` to `Unknown`. */
export interface NodeChange {
  readonly node: string
  readonly atMs: number
  readonly condition: string
  readonly status: string
  readonly reason: string
  readonly message: string
}
