import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { kubernetesVersions } from '../../../images/kubernetes-versions.ts'
import { planPreloadedImages } from '../../../images/node/plan-images.ts'
import { renderManifests } from '../../../images/node/render-manifests.ts'

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> }
  readonly volumeBindingMode?: string
  readonly spec?: {
    readonly template?: {
      readonly spec: {
        readonly containers: readonly { readonly image: string; readonly env?: readonly { name: string; value?: string }[] }[]
      }
    }
  }
}

const manifests = await renderManifests()
const parse = (name: string): Manifest[] => parseAllDocuments(manifests[name] ?? '').map((document) => document.toJS() as Manifest)

test('nothing in the manifests needs a registry', () => {
  const used = Object.values(manifests).flatMap((text) => text.match(/\S+\/vitest-kind\/\S+:v[\d.]+/g) ?? [])
  expect(used.length).toBeGreaterThan(3)
  for (const version of kubernetesVersions)
    expect(planPreloadedImages(version).map(({ name }) => name)).toEqual(expect.arrayContaining([...new Set(used)]))
  expect(Object.values(manifests).join('\n')).not.toContain('$IMAGE')
})

test('the CNI manifest asks the kind CLI for what it needs, in the words kind looks for', () => {
  expect(manifests['default-cni.yaml']).toContain('would you kindly template this file')
  expect(manifests['default-cni.yaml']).toContain('would you kindly patch this file')
  const container = parse('default-cni.yaml').find(({ kind }) => kind === 'DaemonSet')?.spec?.template?.spec.containers[0]
  expect(container?.env).toContainEqual({ name: 'POD_SUBNET', value: '{{ .PodSubnet }}' })
})

test('there is one default StorageClass, `standard`, that waits for the first pod', () => {
  const classes = parse('default-storage.yaml').filter(({ kind }) => kind === 'StorageClass')
  expect(classes).toMatchObject([
    {
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  ])
})
