// What Kubernetes' programs wait between two looks at something that has mostly come by then: of each a file of Kubernetes, in which the wait
// is hurry.Or, of ../hurry/hurry.go. Without a word in the environment nothing is different.
import type { EditedSource } from '../../../components/recipe.ts'
import type { KubernetesVersion } from '../../../kubernetes-versions.ts'
import { apiServer } from './api-server.ts'
import { clients } from './clients.ts'
import { controllers } from './controllers.ts'
import { kubeadm } from './kubeadm.ts'
import { kubelet } from './kubelet.ts'

export const hurried = (version: KubernetesVersion): readonly EditedSource[] => [
  ...clients(version),
  ...apiServer,
  ...controllers,
  ...kubelet,
  ...kubeadm,
]
