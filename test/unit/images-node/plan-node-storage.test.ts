import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { renderManifests } from '../../../images/node/render-manifests.ts'

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: { readonly template: { readonly spec: Record<string, readonly object[]> } }
}

const manifests = await renderManifests()
const parse = (name: string): Manifest[] => parseAllDocuments(manifests[name] ?? '').map((document) => document.toJS() as Manifest)

test('node-storage.yaml is default-storage.yaml but for the provisioner, which runs on every node and knows which that is', () => {
  const plain = parse('default-storage.yaml').filter((document) => document !== null)
  const ofNodes = parse('node-storage.yaml')
  expect(ofNodes.filter(({ kind }) => kind !== 'DaemonSet')).toEqual(plain.filter(({ kind }) => kind !== 'Deployment'))
  const [deployment] = plain.filter(({ kind }) => kind === 'Deployment')
  const [daemonSet] = ofNodes.filter(({ kind }) => kind === 'DaemonSet')
  expect(daemonSet?.metadata).toEqual(deployment?.metadata)
  expect(daemonSet?.spec).not.toHaveProperty('replicas')
  expect(daemonSet?.spec.template.spec).toMatchObject({
    tolerations: [{ operator: 'Exists' }],
    containers: [
      {
        env: expect.arrayContaining([{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }]),
        volumeMounts: expect.arrayContaining([{ name: 'volumes', mountPath: '/var/local-path-provisioner' }]),
      },
    ],
    volumes: expect.arrayContaining([{ name: 'volumes', hostPath: { path: '/var/local-path-provisioner', type: 'DirectoryOrCreate' } }]),
  })
})
