// Kubernetes' own end-to-end suite, of the version that nodes have by default, and what its pods run that is a Go program. Not part of the
// node image: `npm run test:conformance` runs it.
import type { Recipe } from '../../components/recipe.ts'
import { defaultKubernetes } from '../../kubernetes-versions.ts'
import versions from '../../versions.json' with { type: 'json' }
import { kubernetesStamps } from '../kubernetes/recipe.ts'

const { module } = versions.kubernetes

export const e2e: Recipe<'e2e'> = {
  component: 'e2e',
  pins: [
    { module, version: defaultKubernetes },
    { module: 'k8s.io/sample-apiserver', version: defaultKubernetes.replace('v1.', 'v0.') },
  ],
  // As files of our module, so that results_test.go can stand beside them.
  borrowed: [
    { module, from: 'test/e2e', to: '.' },
    {
      module,
      from: 'test/e2e/e2e_test.go',
      to: 'e2e_test.go',
      edits: [{ find: '\tRunE2ETests(t)', replace: '\ttellResults()\n\tRunE2ETests(t)' }],
    },
  ],
  programs: [
    { file: 'e2e.test', source: '.', test: true, stamps: kubernetesStamps(defaultKubernetes) },
    { file: 'agnhost', source: `${module}/test/images/agnhost` },
    { file: 'nonewprivs', source: `${module}/test/images/nonewprivs` },
    { file: 'sample-apiserver', source: 'k8s.io/sample-apiserver' },
  ],
}
