// The manifest of storage as the kind program applies it → the same with a provisioner on every node, which sees to the volumes there itself
// (sources/addons/node_volumes.go). Pure.
import { readKubeDocuments } from '../../src/support/kube-documents.ts'
import { writeYaml } from '../../src/support/kube-yaml.ts'

interface Provisioner {
  readonly kind: string
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: PodSpec } }
}

interface PodSpec {
  readonly containers: readonly { readonly env: readonly object[]; readonly volumeMounts: readonly object[] }[]
  readonly volumes: readonly object[]
}

const volumesOfNode = '/var/local-path-provisioner'

export function planNodeStorage(manifest: string): string {
  return readKubeDocuments(manifest)
    .map(({ value }) => value as { readonly kind?: string } | undefined)
    .filter((document) => document !== undefined && document !== null)
    .map((document) => writeYaml(document.kind === 'Deployment' ? onEveryNode(document as Provisioner) : document))
    .join('---\n')
}

function onEveryNode(deployment: Provisioner): object {
  const { replicas: _replicas, template, ...spec } = deployment.spec
  const [container, ...others] = template.spec.containers
  const mounted = {
    ...container!,
    env: [...container!.env, { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    volumeMounts: [...container!.volumeMounts, { name: 'volumes', mountPath: volumesOfNode }],
  }
  return {
    ...deployment,
    kind: 'DaemonSet',
    spec: {
      ...spec,
      // All at once: none of them does anything for another.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
      template: {
        ...template,
        spec: {
          ...template.spec,
          // A pod with a claim may tolerate what it likes.
          tolerations: [{ operator: 'Exists' }],
          containers: [mounted, ...others],
          volumes: [...template.spec.volumes, { name: 'volumes', hostPath: { path: volumesOfNode, type: 'DirectoryOrCreate' } }],
        },
      },
    },
  }
}
