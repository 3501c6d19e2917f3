// What a boot is made of: an action has a name and does one thing to what it is given; it keeps nothing for the next one.
import type { Engine } from '../docker/connect.ts'
import type { KubeConnection } from '../kube/connection.ts'
import type { ClusterPolicy, ClusterSpec } from '../config/spec.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import type { ClusterState, LayersFile } from '../state/cluster-state.ts'
import type { Deadline } from '../support/deadline.ts'
import type { OnAmount } from '../support/progress.ts'
import type { Builds } from './begin-builds.ts'
import type { PrepareStep } from './prepare-step.ts'

/** A step of the boot. Its name is its file's name, the line on the screen, the word in the error and in the timing table. */
export interface BootAction<Context> {
  readonly name: string
  /** Whether it has anything to do. @default always */
  concerns?(context: Context): boolean
  run(context: Context): Promise<void>
}

/** An inner array runs at once. */
export type ActionList<Context> = ReadonlyArray<BootAction<Context> | ReadonlyArray<BootAction<Context>>>

/** What every action may use. */
interface CommonContext {
  readonly engine: Engine
  readonly signal: AbortSignal
  /** Says something once that is neither a step nor an error. */
  notice(text: string): void
  /** Says what only some want to know: 1 an image that is pulled, 2 a rendered configuration, 3 a program's whole output. */
  detail(level: 1 | 2 | 3, text: string): void
  /** Says how far long work has come, as often as it likes. */
  amount: OnAmount
}

/** Before there is a plan: what the host and its images must offer. */
export interface PrepareContext extends CommonContext {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly network: string
  /** Owner label for what serves several clusters (the network). */
  readonly owner: string
}

/** With the plan. What one action leaves for the next lies in the nodes, found again by their labels. */
export interface BootContext extends CommonContext {
  readonly plan: ClusterPlan
  readonly deadline: Deadline
  /** Directory of this cluster's files: kubeconfig, logs, evidence. */
  readonly directory: string
  /** What is built beside the boot. */
  readonly builds: Builds
  /** Put back in place of kubeadm's init, where there is one. */
  readonly state: ClusterState | undefined
  /** Of the images that the state brings, where it brings any. */
  readonly layers: LayersFile | undefined
  /** The user's own step, loaded; undefined where there is none, or a state already holds what it does. */
  readonly prepare: PrepareStep | undefined
  /** The API server as its administrator, waited for until it obeys; one connection for the whole boot. */
  connect(signal: AbortSignal): Promise<KubeConnection>
}
