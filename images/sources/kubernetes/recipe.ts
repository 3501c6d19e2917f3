// kubeadm, kubelet, kubectl, kube-proxy and the control plane: one binary, see main.go.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const gitVersion = versions.kubernetes.version
const [gitMajor = '', gitMinor = ''] = gitVersion.slice(1).split('.')
// A module carries no commit: left alone, /version shows git's placeholder.
const stamps = { gitVersion, gitMajor, gitMinor, gitTreeState: 'clean', gitCommit: '' }

export const kubernetes: Recipe<'kubernetes'> = {
  component: 'kubernetes',
  pins: [versions.kubernetes],
  programs: [
    {
      file: 'kubernetes',
      source: '.',
      links: ['kubeadm', 'kubelet', 'kubectl', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'],
      stamps: Object.fromEntries(Object.entries(stamps).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value])),
    },
  ],
}
