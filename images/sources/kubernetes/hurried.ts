// What Kubernetes' programs wait between two looks at something that has mostly come by then: of each a file of Kubernetes, in which the wait
// is hurry.Or, of hurry/hurry.go. Without a word in the environment nothing is different.
import type { Edit, EditedSource } from '../../components/recipe.ts'
import { type KubernetesVersion, minorOf } from '../../kubernetes-versions.ts'

const kubernetes = 'k8s.io/kubernetes'
const clientGo = 'k8s.io/client-go'
const volumes = 'pkg/kubelet/volumemanager'
const millisecond = 'time.Millisecond'

export const hurried = (version: KubernetesVersion): readonly EditedSource[] => [
  // Who was refused, or found no API server, lists again after about a second, then after twice as long each time, up to a minute. A kubelet
  // is refused the ConfigMaps of a pod that it hears of before the API server's authorizer does.
  edit(
    clientGo,
    'tools/cache/reflector.go',
    Number(minorOf(version).slice('v1.'.length)) >= 36
      ? [
          { find: 'defaultBackoffInit = 800 * time.Millisecond', replace: `defaultBackoffInit = hurry.Or(100*${millisecond}, 800*${millisecond})` },
          { find: 'defaultBackoffMax  = 30 * time.Second', replace: 'defaultBackoffMax  = hurry.Or(time.Second, 30*time.Second)' },
        ]
      : [
          {
            find: 'Manager(800*time.Millisecond, 30*time.Second, ',
            replace: `Manager(hurry.Or(100*${millisecond}, 800*${millisecond}), hurry.Or(time.Second, 30*time.Second), `,
          },
        ],
  ),
  // Whether what was listed is there, each of its users looks once in a tenth of a second.
  edit(clientGo, 'tools/cache/shared_informer.go', variable('syncedPollPeriod', `100 * ${millisecond}`, `10*${millisecond}`)),
  // An API server that begins before its etcd, by a moment, knocks again after a second.
  edit('k8s.io/apiserver', 'pkg/storage/storagebackend/factory/etcd3.go', [
    { find: '\t"google.golang.org/grpc"\n', replace: '\t"google.golang.org/grpc"\n\t"google.golang.org/grpc/backoff"\n' },
    {
      find: '\tcfg := clientv3.Config{\n',
      replace:
        '\tif hurry.IsAsked() {\n' +
        '\t\tsoon := backoff.Config{BaseDelay: 20 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 50 * time.Millisecond}\n' +
        '\t\tparameters := grpc.ConnectParams{Backoff: soon, MinConnectTimeout: dialTimeout}\n' +
        '\t\tdialOptions = append(dialOptions, grpc.WithConnectParams(parameters))\n' +
        '\t}\n' +
        '\tcfg := clientv3.Config{\n',
    },
  ]),
  // Before it makes the roles and the priority classes that an API server begins with, it waits a second, in case etcd is not there; and the
  // roles it asks for and makes one after the other, three hundred requests, in most of another one. Nothing is well before.
  edit(kubernetes, 'pkg/registry/rbac/rest/storage_rbac.go', [
    { find: 'wait.Poll(1*time.Second, ', replace: `wait.Poll(hurry.Or(20*${millisecond}, 1*time.Second), ` },
    { find: '\t\t\treturn ensureRBACPolicy(p, client)\n', replace: '\t\t\treturn ensureRBACPolicyAtOnce(p, client)\n' },
    { find: '\nfunc ensureRBACPolicy(', replace: `\n${ensureAtOnce}\nfunc ensureRBACPolicy(` },
    { find: '\t"fmt"\n', replace: '\t"fmt"\n\t"slices"\n\t"sync"\n' },
  ]),
  edit(kubernetes, 'pkg/registry/scheduling/rest/storage_scheduling.go', [
    { find: 'wait.Poll(1*time.Second, ', replace: `wait.Poll(hurry.Or(20*${millisecond}, 1*time.Second), ` },
  ]),
  // A kubelet that finds no API server tries to register its node after twice as long each time, up to 7 s.
  edit(kubernetes, 'pkg/kubelet/kubelet_node_status.go', [
    {
      find: 'if step >= 7*time.Second {\n\t\t\tstep = 7 * time.Second\n',
      replace: `if most := hurry.Or(200*${millisecond}, 7*time.Second); step >= most {\n\t\t\tstep = most\n`,
    },
  ]),
  // Certificates that programs make for themselves as they begin: hurry/key.go.
  edit(clientGo, 'util/cert/cert.go', [
    { find: '\t"crypto/rsa"\n', replace: '' },
    { find: 'caKey, err := rsa.GenerateKey(cryptorand.Reader, 2048)', replace: 'caKey, err := hurry.NewKey()' },
    { find: '&caKey.PublicKey, caKey)', replace: 'caKey.Public(), caKey)' },
    { find: 'priv, err := rsa.GenerateKey(cryptorand.Reader, 2048)', replace: 'priv, err := hurry.NewKey()' },
    { find: '&priv.PublicKey, caKey)', replace: 'priv.Public(), caKey)' },
    {
      find: '\tif err := pem.Encode(&keyBuffer, &pem.Block{Type: keyutil.RSAPrivateKeyBlockType, Bytes: x509.MarshalPKCS1PrivateKey(priv)}); err != nil {\n',
      replace: '\tkeyPEM, err := keyutil.MarshalPrivateKeyToPEM(priv)\n\tkeyBuffer.Write(keyPEM)\n\tif err != nil {\n',
    },
  ]),
  // An API server is well when its watches have begun, for which each looks once in a tenth of a second.
  edit('k8s.io/apiserver', 'pkg/server/storage_readiness_hook.go', [
    {
      find: 'wait.PollUntilContextCancel(deadlineCtx, 100*time.Millisecond, ',
      replace: `wait.PollUntilContextCancel(deadlineCtx, hurry.Or(10*${millisecond}, 100*${millisecond}), `,
    },
  ]),
  edit('k8s.io/apiextensions-apiserver', 'pkg/apiserver/apiserver.go', [
    {
      find: 'wait.PollUntilContextCancel(ctx.Context, 100*time.Millisecond, ',
      replace: `wait.PollUntilContextCancel(ctx.Context, hurry.Or(10*${millisecond}, 100*${millisecond}), `,
    },
  ]),
  // The first objects of a new kind, those of its first two seconds, are each made after two seconds, for other API servers to know the kind.
  edit('k8s.io/apiextensions-apiserver', 'pkg/apiserver/customresource_handler.go', [
    { find: '\t\tif justCreated {\n', replace: '\t\tif justCreated && !hurry.IsAlone() {\n' },
  ]),
  // Whether a pod's claims have been bound, which a provisioner does when the pod has a node, the scheduler looks once a second.
  edit(kubernetes, 'pkg/scheduler/framework/plugins/volumebinding/binder.go', [
    {
      find: 'wait.PollUntilContextTimeout(ctx, time.Second, b.bindTimeout, ',
      replace: `wait.PollUntilContextTimeout(ctx, hurry.Or(20*${millisecond}, time.Second), b.bindTimeout, `,
    },
  ]),
  // Which pods answer for a Service, where one of their nodes is not known yet, is looked at again after a second.
  edit(
    kubernetes,
    'pkg/controller/endpointslice/endpointslice_controller.go',
    variable('defaultSyncBackOff', '1 * time.Second', `50*${millisecond}`),
  ),
  // Pods that have ended are counted for their Job a second later, and what follows from that after another one.
  edit(kubernetes, 'pkg/controller/job/job_controller.go', [
    { find: 'SyncJobBatchPeriod = time.Second', replace: `SyncJobBatchPeriod = hurry.Or(50*${millisecond}, time.Second)` },
  ]),
  // What kinds of objects there are: changed_kinds.go.
  edit(kubernetes, 'pkg/controller/garbagecollector/garbagecollector.go', [
    { find: 'wait.UntilWithContext(ctx, func(ctx context.Context) {', replace: 'hurry.KindsChanged.Until(ctx, func(ctx context.Context) {' },
  ]),
  // That a container has ended, a kubelet sees when it next lists them; then it waits for the next list, to see that the pod has. And when And one
  // whose runtime was not seen to be well, which takes one look, waits a tenth of a second before it begins with its pods.
  edit(kubernetes, 'pkg/kubelet/kubelet.go', [
    ...variable('genericPlegRelistPeriod   ', 'time.Second * 1', `200*${millisecond}`),
    { find: '\tduration := base\n', replace: `\tduration := hurry.Or(10*${millisecond}, base)\n` },
    // Whether the folders of the volumes of a pod that has ended are gone, it looks once in a tenth of a second.
    {
      find: 'wait.PollUntilContextCancel(ctx, 100*time.Millisecond, true, func(ctx context.Context) (bool, error) {\n\t\tvolumesExist',
      replace: `wait.PollUntilContextCancel(ctx, hurry.Or(10*${millisecond}, 100*${millisecond}), true, func(ctx context.Context) (bool, error) {\n\t\tvolumesExist`,
    },
  ]),
  // Whether it has heard of its own node, before it asks for the pods there, it looks once a second.
  edit(kubernetes, 'pkg/kubelet/config/apiserver.go', [
    {
      find: 'const WaitForAPIServerSyncPeriod = 1 * time.Second',
      replace: `var WaitForAPIServerSyncPeriod = hurry.Or(20*${millisecond}, 1*time.Second)`,
    },
  ]),
  // A program that may not lower its oom score, as in a user namespace, tries again after a tenth of a second, and goes on after another.
  edit(kubernetes, 'pkg/util/oom/oom_linux.go', [
    { find: 'time.Sleep(100 * time.Millisecond)', replace: `time.Sleep(hurry.Or(${millisecond}, 100*${millisecond}))` },
  ]),
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
  edit(kubernetes, `${volumes}/volume_manager.go`, variable('podAttachAndMountRetryInterval', `300 * ${millisecond}`, `20*${millisecond}`)),
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
  // kubeadm makes some forty requests at the end of an init, and no more than five a second after the first ten.
  edit(kubernetes, 'cmd/kubeadm/app/util/kubeconfig/kubeconfig.go', [
    {
      find: '\tclient, err := clientset.NewForConfig(clientConfig)\n',
      replace: '\tif hurry.IsAsked() {\n\t\tclientConfig.QPS = -1\n\t}\n\tclient, err := clientset.NewForConfig(clientConfig)\n',
    },
  ]),
  // Whether a new member of etcd is well is asked at once, when it cannot be yet, and then every 5 s; for 40 s as before.
  edit(kubernetes, 'cmd/kubeadm/app/phases/etcd/local.go', [
    {
      find: 'etcdClient.WaitForClusterAvailable(etcdHealthyCheckRetries, etcdHealthyCheckInterval)',
      replace: 'etcdClient.WaitForClusterAvailable(int(etcdHealthyCheckRetries*etcdHealthyCheckInterval/checkInterval), checkInterval)',
    },
    {
      find: '\nconst (\n',
      replace: `\nvar checkInterval = hurry.Or(200*${millisecond}, etcdHealthyCheckInterval)\n\nconst (\n`,
    },
  ]),
  edit(kubernetes, 'cmd/kubeadm/app/constants/constants.go', [
    ...variable('KubernetesAPICallRetryInterval', `500 * ${millisecond}`, `50*${millisecond}`),
    ...variable('DiscoveryRetryInterval', '5 * time.Second', `100*${millisecond}`),
    ...variable('TLSBootstrapRetryInterval', '1 * time.Second', `50*${millisecond}`),
    ...variable('EtcdAPICallRetryInterval', `500 * ${millisecond}`, `100*${millisecond}`),
  ]),
]

// What is only moved to another name is moved before, as ever.
const ensureAtOnce = `func ensureRBACPolicyAtOnce(p *PolicyData, client clientset.Interface) (bool, error) {
	if !hurry.IsAsked() {
		return ensureRBACPolicy(p, client)
	}
	moved := &PolicyData{ClusterRolesToAggregate: p.ClusterRolesToAggregate, ClusterRoleBindingsToSplit: p.ClusterRoleBindingsToSplit}
	if done, err := ensureRBACPolicy(moved, client); !done || err != nil {
		return done, err
	}
	roles, bindings := hurry.Deal(p.ClusterRoles), hurry.Deal(p.ClusterRoleBindings)
	var done [hurry.Hands]bool
	var hands sync.WaitGroup
	for hand := range hurry.Hands {
		part := &PolicyData{ClusterRoles: roles[hand], ClusterRoleBindings: bindings[hand]}
		if hand == 0 {
			part.Roles, part.RoleBindings = p.Roles, p.RoleBindings
		}
		hands.Go(func() {
			done[hand], _ = ensureRBACPolicy(part, client)
		})
	}
	hands.Wait()
	return !slices.Contains(done[:], false), nil
}
`

function edit(module: string, file: string, edits: readonly Edit[]): EditedSource {
  return {
    module,
    from: file,
    edits: [{ find: '\nimport (\n', replace: '\nimport (\n\t"vitest-kind/images/kubernetes/hurry"\n' }, ...edits],
  }
}

const after = (line: string, added: string): Edit => ({ find: line, replace: line + added })

/** A constant of a block becomes a variable before the file's first block. */
function variable(name: string, usual: string, moment: string): Edit[] {
  return [
    { find: `\t${name} = ${usual}\n`, replace: '' },
    { find: '\nconst (\n', replace: `\nvar ${name.trim()} = hurry.Or(${moment}, ${usual})\n\nconst (\n` },
  ]
}
