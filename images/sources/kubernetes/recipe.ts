// kubeadm, kubelet, kubectl, kube-proxy and the control plane: one binary, see main.go, which fits all the versions.
import type { Recipe } from '../../components/recipe.ts'
import { type KubernetesVersion, minorOf } from '../../kubernetes-versions.ts'
import versions from '../../versions.json' with { type: 'json' }
import { hurried } from './hurried/index.ts'

export function kubernetes(version: KubernetesVersion): Recipe<'kubernetes'> {
  return {
    component: 'kubernetes',
    pinned: minorOf(version),
    pins: [{ module: versions.kubernetes.module, version }],
    edited: hurried(version),
    programs: [
      {
        file: 'kubernetes',
        source: '.',
        links: ['kubeadm', 'kubelet', 'kubectl', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'],
        stamps: kubernetesStamps(version),
      },
    ],
  }
}

/** What each of its programs says of its version. */
export function kubernetesStamps(version: KubernetesVersion): Record<string, string> {
  const [gitMajor = '', gitMinor = ''] = version.slice(1).split('.')
  // A module carries no commit: left alone, /version shows git's placeholder.
  const stamps = { gitVersion: version, gitMajor, gitMinor, gitTreeState: 'clean', gitCommit: '' }
  return Object.fromEntries(Object.entries(stamps).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value]))
}
