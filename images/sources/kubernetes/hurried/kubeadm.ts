// kubeadm.
import type { EditedSource } from '../../../components/recipe.ts'
import { edit, kubernetes, millisecond, variable } from './edits.ts'

export const kubeadm: readonly EditedSource[] = [
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
