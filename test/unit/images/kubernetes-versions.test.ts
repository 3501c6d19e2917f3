import { expect, test } from 'vitest'
import versions from '../../../images/versions.json' with { type: 'json' }
import { kubernetesVersions, requireKubernetesVersion } from '../../../images/kubernetes-versions.ts'

test('versions.json pins what goes with each version that can be built, and nothing else', () => {
  expect(Object.keys(versions.kubernetes.asked)).toEqual(kubernetesVersions)
})

test.for([
  ['1.37', 'v1.37.2'],
  ['v1.36', 'v1.36.4'],
  ['1.35.8', 'v1.35.8'],
  ['v1.34.11', 'v1.34.11'],
] as const)('%s is built as %s', ([text, version]) => {
  expect(requireKubernetesVersion(text)).toBe(version)
})

test.for(['1.33', '1.3', '1', '', '1.34.1', '1.34.110', '1.37.2-rc.0', 'latest', 'v', 'vv1.37', '1.37.'])(
  '"%s" is refused with the known ones',
  (text) => {
    expect(() => requireKubernetesVersion(text)).toThrow(kubernetesVersions.join(', '))
  },
)
