// The image's overlay network manifest → the one of this cluster. Its two magic comments are kind's contract with node images.
import { parseAllDocuments } from 'yaml'
import type { ClusterSpec } from '../config/spec.ts'

// kind v0.33 pkg/cluster/internal/create/actions/installcni: asks for Go templating with .PodSubnet.
const templateComment = 'would you kindly template this file'
// Same place: asks for the control plane's own address in the environment, because 10.96.0.1 works only once kube-proxy does.
const endpointComment = 'would you kindly patch this file'

/** What of the cluster goes into it. */
export interface CniInput {
  readonly spec: { readonly networking: Pick<ClusterSpec['networking'], 'podSubnet'> }
  /** Host and port by which nodes reach the API. */
  readonly endpoint: string
}

export function renderCniManifest(manifest: string, { spec, endpoint }: CniInput): string {
  let text = manifest
  if (text.includes(templateComment)) text = text.replaceAll(/\{\{\s*\.PodSubnet\s*\}\}/g, spec.networking.podSubnet)
  if (text.includes(endpointComment)) text = addControlPlaneEndpoint(text, endpoint)
  return text
}

function addControlPlaneEndpoint(text: string, endpoint: string): string {
  const documents = parseAllDocuments(text).filter((document) => document.contents !== null)
  for (const document of documents) {
    if (document.get('kind') !== 'DaemonSet') continue
    const path = ['spec', 'template', 'spec', 'containers', 0, 'env']
    if (document.hasIn(path)) document.addIn(path, { name: 'CONTROL_PLANE_ENDPOINT', value: endpoint })
    else document.setIn(path, [{ name: 'CONTROL_PLANE_ENDPOINT', value: endpoint }])
  }
  return documents.map(String).join('---\n')
}
