// What a kubelet refuses: labels, arguments, its configuration. It then ends, is started again, and ends.
import type { Cause } from './cause.ts'

const kubelet = ['kubelet', 'error']

export const kubeletCauses: readonly Cause[] = [
  {
    name: 'kubelet-label-refused',
    signs: [{ in: kubelet, line: /unknown 'kubernetes\.io' or 'k8s\.io' labels specified with --node-labels: \[(?<labels>[^\]]*)\]/ }],
    why: 'a node may not give itself labels of kubernetes.io: {labels}',
    do: 'take them out of labels and node-labels, and when the cluster is there: kubectl label node NAME KEY=VALUE',
  },
  {
    name: 'kubelet-argument-refused',
    signs: [
      {
        in: kubelet,
        line: /failed to parse kubelet flag: (?<problem>[^"\n]+)|invalid argument \\?"(?<value>[^"\\]*)\\?" for \\?"(?<flag>--[\w-]+)/,
      },
    ],
    unless: { in: kubelet, line: /unrecognized feature gate/ },
    why: 'the kubelet does not know an argument, or not its value',
    do: 'correct kubeletExtraArgs in kubeadmConfigPatches (InitConfiguration and JoinConfiguration, nodeRegistration)',
  },
  {
    name: 'kubelet-config-refused',
    signs: [
      {
        in: kubelet,
        line: /failed to load kubelet config file[^\n]*(strict decoding error|unknown field|cannot unmarshal|no kind)|failed to validate kubelet configuration/,
      },
    ],
    unless: { in: kubelet, line: /unrecognized feature gate|using cgroup v1/ },
    why: 'the kubelet does not take its configuration as a patch of KubeletConfiguration has made it',
    do: 'correct the patch of KubeletConfiguration in kubeadmConfigPatches; the line above names the field',
  },
  {
    name: 'feature-gate-unknown',
    signs: [
      {
        in: [
          'error',
          'kubelet',
          'container/kube-apiserver',
          'container/kube-controller-manager',
          'container/kube-scheduler',
          'container/kube-proxy',
        ],
        // Said by the way, it is a warning.
        line: /(panic|Error|"command failed"|failed to|invalid argument)[^\n]*(unrecognized feature gate: (?<gate>[\w.-]+)|cannot set feature gate (?<locked>[\w.-]+) to \w+, feature is locked)/,
      },
    ],
    why: 'this version of Kubernetes does not know a feature gate, or does not let it be changed',
    do: 'correct featureGates (or feature-gates in kubeadmConfigPatches) for the version of the cluster',
  },
  {
    name: 'swap-refused',
    signs: [{ in: kubelet, line: /running with swap on is not supported/ }],
    why: 'the host has swap, and the kubelet is told to refuse that',
    do: 'leave failSwapOn out of the patch of KubeletConfiguration: vitest-kind sets it to false',
  },
]
