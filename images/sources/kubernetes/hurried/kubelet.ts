// The kubelet.
import type { EditedSource } from '../../../components/recipe.ts'
import { after, edit, kubernetes, millisecond, sooner, variable } from './edits.ts'

const volumes = 'pkg/kubelet/volumemanager'

export const kubelet: readonly EditedSource[] = [
  // A kubelet that finds no API server tries to register its node after twice as long each time, up to 7 s.
  edit(kubernetes, 'pkg/kubelet/kubelet_node_status.go', [
    {
      find: 'if step >= 7*time.Second {\n\t\t\tstep = 7 * time.Second\n',
      replace: `if most := hurry.Or(200*${millisecond}, 7*time.Second); step >= most {\n\t\t\tstep = most\n`,
    },
  ]),
  // That a container has ended, a kubelet sees when it next lists them; then it waits for the next list, to see that the pod has. And one whose
  // runtime was not seen to be well, which takes one look, waits a tenth of a second before it begins with its pods.
  edit(kubernetes, 'pkg/kubelet/kubelet.go', [
    ...variable('genericPlegRelistPeriod   ', 'time.Second * 1', `200*${millisecond}`),
    sooner('\tduration := base\n', 'base', `10*${millisecond}`),
    // Whether the folders of the volumes of a pod that has ended are gone, it looks once in a tenth of a second.
    sooner(
      'wait.PollUntilContextCancel(ctx, 100*time.Millisecond, true, func(ctx context.Context) (bool, error) {\n\t\tvolumesExist',
      '100*time.Millisecond',
      `10*${millisecond}`,
    ),
  ]),
  // Whether it has heard of its own node, before it asks for the pods there, it looks once a second.
  edit(kubernetes, 'pkg/kubelet/config/apiserver.go', [
    {
      find: 'const WaitForAPIServerSyncPeriod = 1 * time.Second',
      replace: `var WaitForAPIServerSyncPeriod = hurry.Or(20*${millisecond}, 1*time.Second)`,
    },
  ]),
  // A program that may not lower its oom score, as in a user namespace, tries again after a tenth of a second, and goes on after another.
  edit(kubernetes, 'pkg/util/oom/oom_linux.go', [sooner('time.Sleep(100 * time.Millisecond)', '100 * time.Millisecond', millisecond)]),
  // Which volumes its pods want, what of these to attach, and then what to mount, it looks once in a tenth of a second each: with hurry/bell.go at
  // once. Whether they are there its pods look after three tenths.
  edit(kubernetes, `${volumes}/populator/desired_state_of_world_populator.go`, [
    { find: '\t"k8s.io/apimachinery/pkg/util/wait"\n', replace: '' },
    { find: 'wait.PollUntilContextCancel(ctx, dswp.loopSleepDuration, false, ', replace: 'hurry.VolumesWanted.Poll(ctx, dswp.loopSleepDuration, ' },
    { find: 'wait.UntilWithContext(', replace: 'hurry.VolumesWanted.Until(' },
    after('\tdswp.markPodProcessingFailed(podName)\n', '\thurry.VolumesWanted.Ring()\n'),
    after('\t\tdswp.actualStateOfWorld.MarkRemountRequired(logger, uniquePodName)\n', '\t\thurry.VolumesToMount.Ring()\n'),
    after('\t\tdswp.deleteProcessedPod(volumeToMount.PodName)\n', '\t\thurry.VolumesToMount.Ring()\n'),
  ]),
  edit(kubernetes, `${volumes}/cache/actual_state_of_world.go`, [
    after('volumeSpec *volume.Spec, _ types.NodeName, devicePath string) error {\n', '\tdefer hurry.VolumesToMount.Ring()\n'),
  ]),
  edit(kubernetes, `${volumes}/reconciler/reconciler.go`, [
    { find: '\t"k8s.io/apimachinery/pkg/util/wait"\n', replace: '' },
    {
      find: 'wait.Until(func() { rc.reconcile(ctx) }, rc.loopSleepDuration, stopCh)',
      replace: 'hurry.VolumesToMount.Until(ctx, rc.reconcile, rc.loopSleepDuration)',
    },
  ]),
  edit(kubernetes, `${volumes}/volume_manager.go`, [
    ...variable('podAttachAndMountRetryInterval', `300 * ${millisecond}`, `20*${millisecond}`),
    // Called when there is something to see, who looks needs not look as often: what is left is to try again what has failed, after half a second.
    ...variable('reconcilerLoopSleepPeriod', `100 * ${millisecond}`, `250*${millisecond}`),
    ...variable('desiredStateOfWorldPopulatorLoopSleepPeriod', `100 * ${millisecond}`, `250*${millisecond}`),
  ]),
  // A container that has just begun is asked whether it is ready at once, when it cannot be yet, and then after a period of its probe, which
  // is ten seconds by default. And a kubelet that runs for less than such a period lets each probe begin at a random moment of its first one.
  edit(kubernetes, 'pkg/kubelet/prober/worker.go', [
    { find: 'if probeTickerPeriod > time.Since(w.probeManager.start) {', replace: 'if probeTickerPeriod > time.Since(w.probeManager.start) && !hurry.IsAsked() {' },
    { find: '\tprobeTicker := time.NewTicker(probeTickerPeriod)\n', replace: '\tprobeTicker := time.NewTicker(probeTickerPeriod)\n\tvar pause hurry.Pause\n' },
    {
      find: '\t\t// Wait for next probe tick.\n',
      replace:
        '\t\tif w.probeType == readiness && hurry.IsAsked() {\n' +
        '\t\t\tresult, _ := w.resultsManager.Get(w.containerID)\n' +
        '\t\t\tdelay := time.Duration(w.spec.InitialDelaySeconds) * time.Second\n' +
        '\t\t\tprobeTicker.Reset(pause.After(w.containerID.ID, result == results.Success, delay, probeTickerPeriod))\n' +
        '\t\t}\n' +
        '\t\t// Wait for next probe tick.\n',
    },
  ]),
]
