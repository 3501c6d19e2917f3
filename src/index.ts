// "vitest-kind", what test files import: `test` with a cluster in its fixtures, `kindCluster`, and Vitest's own names beside them.
// Importing it does no I/O and loads neither the Kubernetes client nor anything of Docker: every test file pays for this.
import { kindCluster } from './vitest/worker/kind-cluster.ts'

// By name: what a new release of Vitest adds is not ours unasked. Without `vi`: Vitest finds vi.mock() and vi.hoisted() in a
// file's text by the import of `vi` from 'vitest' itself, and moves them above the other imports; from here they would stay
// where they are and fail.
export {
  afterAll,
  afterEach,
  aroundAll,
  aroundEach,
  assert,
  assertType,
  beforeAll,
  beforeEach,
  chai,
  createExpect,
  describe,
  expectTypeOf,
  inject,
  onTestFailed,
  onTestFinished,
  should,
  suite,
} from 'vitest'
export { expect } from './vitest/worker/expect.ts'
export type { KindAssertion, KindExpect, KubeMatchers } from './vitest/worker/expect.ts'
export type { ExpectStatic, ProvidedContext, TestAPI, TestContext } from 'vitest'
export { isKindError } from './support/errors.ts'
export type { ErrorCode, KindError } from './support/errors.ts'
export type { ActionTiming, ClusterHandle, NodeHandle } from './cluster/handle.ts'
export type { ExistingCluster } from './config/existing-cluster.ts'
export type * from './config/options.ts'
export type { KubeClient } from './kube/client.ts'
export type { KubeObject } from './kube/object.ts'
export type { KubeObjectOf } from './kube/manifests/built-in-kinds.ts'
export type { ManifestInput } from './kube/manifests/apply.ts'
export type { Reference, ReferenceTo, Selection, Target } from './kube/reference.ts'
export type { LogLine } from './kube/pods/container-log.ts'
export type { ClusterEvent } from './kube/events.ts'
export type { LogOptions } from './kube/pods/logs.ts'
export type { DiskFill } from './verbs/faults/fault.ts'
export type { ApiServer, SilenceOptions } from './vitest/worker/fixtures/api-server.ts'
export type { RoleRule, Rule } from './kube/rights/role-rules.ts'
export type { Apply } from './vitest/worker/fixtures/apply.ts'
export type { CopyPlace } from './kube/pods/copy-place.ts'
export type { Copy, CopyOptions } from './vitest/worker/fixtures/copy.ts'
export type { Events } from './vitest/worker/fixtures/events.ts'
export type { Exec, ExecOptions, ExecResult } from './vitest/worker/fixtures/exec.ts'
export type { ClusterFetch } from './vitest/worker/fixtures/fetch.ts'
export type { As } from './vitest/worker/fixtures/as.ts'
export type { Rights } from './vitest/worker/fixtures/grants.ts'
export type { Identity } from './vitest/worker/fixtures/identities.ts'
export type { Kubeconfig } from './vitest/worker/fixtures/kubeconfig.ts'
export type { Helm, HelmOptions, HelmRelease } from './vitest/worker/fixtures/helm.ts'
export type { PushOptions, Registry } from './vitest/worker/fixtures/registry.ts'
export type { LoadImage } from './vitest/worker/fixtures/load-image.ts'
export type { DrainOptions, NodeExecOptions, PartitionOptions, TestNode } from './vitest/worker/fixtures/nodes.ts'
export type { Logs, ReadLogs } from './vitest/worker/fixtures/logs.ts'
export type { ForwardedPort, PortForward } from './vitest/worker/fixtures/port-forward.ts'
export type { Ref } from './vitest/worker/fixtures/ref.ts'
export type { Awaitable, Truth, WaitFor } from './vitest/worker/fixtures/wait-for.ts'
export type { ReadyOptions } from './vitest/worker/matchers/to-be-ready.ts'
export type { ConditionStatus, ExpectedCondition } from './vitest/worker/matchers/to-have-condition.ts'
export type { ExpectedEvent } from './vitest/worker/matchers/to-have-event.ts'
export type { StayOptions } from './vitest/worker/matchers/to-stay.ts'
export type { Remove } from './vitest/worker/fixtures/remove.ts'
export type { CreateServiceAccount, ServiceAccountOptions } from './vitest/worker/fixtures/service-account.ts'
export type { CreateUser, UserOptions } from './vitest/worker/fixtures/user.ts'
export type { AccessOptions } from './vitest/worker/matchers/to-be-allowed.ts'
export type { Admission, AdmissionAnswer, AdmissionUser, Mutation, Verdict } from './kube/webhooks/admission-review.ts'
export type { AggregatedApiOptions, ApiHandler } from './kube/webhooks/aggregated-api.ts'
export type { ApiAnswer, ApiRequest, ApiResourceOptions } from './kube/webhooks/api-request.ts'
export type { Conversion } from './kube/webhooks/conversion-review.ts'
export type { LabelSelector, MutatingOptions, ValidatingOptions, WebhookRule } from './kube/webhooks/webhook-configuration.ts'
export type { WebhookHandle, Webhooks } from './vitest/worker/fixtures/webhook.ts'
export type { Run, RunOptions, RunResult } from './vitest/worker/fixtures/run.ts'
export type { WaitOptions } from './vitest/worker/test-scope.ts'
export type { Isolation } from './vitest/worker/cluster-source.ts'
export type { KindTest } from './vitest/worker/kind-cluster.ts'
export type { KindContext, KindFileFixtures, KindTestFixtures } from './vitest/worker/kind-context.ts'
export type { KindOptions } from './vitest/options.ts'
export type { ClusterSelector, NodeCommandResult } from './vitest/request.ts'
// Not the binding imported above: the module runner of Vitest 4 gives undefined for that where the package is linked.
export { kindCluster } from './vitest/worker/kind-cluster.ts'

/** Vitest's `test` with the declared cluster in its fixtures. */
export const test = kindCluster()

/** The same as {@link test}. */
export const it = test
