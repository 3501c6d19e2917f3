// kube-controller-manager and kube-scheduler.
import type { EditedSource } from '../../../components/recipe.ts'
import { edit, kubernetes, millisecond, sooner, variable } from './edits.ts'

export const controllers: readonly EditedSource[] = [
  // Whether a pod's claims have been bound, which a provisioner does when the pod has a node, the scheduler looks once a second.
  edit(kubernetes, 'pkg/scheduler/framework/plugins/volumebinding/binder.go', [
    sooner('wait.PollUntilContextTimeout(ctx, time.Second, b.bindTimeout, ', 'time.Second', `20*${millisecond}`),
  ]),
  // Which pods answer for a Service, where one of their nodes is not known yet, is looked at again after a second.
  edit(
    kubernetes,
    'pkg/controller/endpointslice/endpointslice_controller.go',
    variable('defaultSyncBackOff', '1 * time.Second', `50*${millisecond}`),
  ),
  // Pods that have ended are counted for their Job a second later, and what follows from that after another one.
  edit(kubernetes, 'pkg/controller/job/job_controller.go', [sooner('SyncJobBatchPeriod = time.Second', 'time.Second', `50*${millisecond}`)]),
  // What kinds of objects there are: changed_kinds.go.
  edit(kubernetes, 'pkg/controller/garbagecollector/garbagecollector.go', [
    { find: 'wait.UntilWithContext(ctx, func(ctx context.Context) {', replace: 'hurry.KindsChanged.Until(ctx, func(ctx context.Context) {' },
  ]),
]
