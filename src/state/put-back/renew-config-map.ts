// A ConfigMap → the same in another cluster: those of kubeadm tell its name, where its API is, and how its host wants it. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { parseYaml, writeYaml } from '../../support/kube-yaml.ts'
import type { StateNames } from '../cluster-state.ts'
import type { Renewal } from './renewal.ts'

type Data = Readonly<Record<string, string>>
type Fields = Readonly<Record<string, unknown>>

/** Undefined for the API server's own, which it writes when it starts, and adds to where one is. */
export function renewConfigMap(object: KubeObject, from: StateNames, renewal: Renewal): KubeObject | undefined {
  const { namespace, name } = object.metadata
  const data = (object['data'] ?? {}) as Data
  switch (`${namespace}/${name}`) {
    case 'kube-system/extension-apiserver-authentication':
      return undefined
    case 'kube-system/kubeadm-config':
      return {
        ...object,
        data: renewDocument(data, 'ClusterConfiguration', (old) => nameCluster(old, planned(renewal, 'ClusterConfiguration'))),
      }
    case 'kube-system/kubelet-config':
      return { ...object, data: renewDocument(data, 'kubelet', (old) => suitHost(old, planned(renewal, 'KubeletConfiguration'))) }
    case 'kube-system/kube-proxy':
      return {
        ...object,
        data: {
          ...renewDocument(data, 'config.conf', (old) => ({ ...old, ...planned(renewal, 'KubeProxyConfiguration') })),
          'kubeconfig.conf': moveServer(data['kubeconfig.conf'] ?? '', from, renewal),
        },
      }
    case 'kube-public/cluster-info': {
      const kubeconfig = moveServer(data['kubeconfig'] ?? '', from, renewal)
      // Signed with the old token; the controller signs with each that there is.
      return { ...object, data: { kubeconfig: kubeconfig.replaceAll(base64(from.ca), base64(renewal.names.ca)) } }
    }
    default:
      return object
  }
}

function renewDocument(data: Data, key: string, renew: (old: Fields) => Fields): Data {
  const text = data[key]
  return text === undefined ? data : { ...data, [key]: writeYaml(renew((parseYaml(text) ?? {}) as Fields)) }
}

function planned({ documents }: Renewal, kind: string): Fields {
  return documents.find((document) => document.kind === kind) ?? {}
}

/** The rest is of the spec, which is the same; kubeadm has completed it. */
function nameCluster(old: Fields, plan: Fields): Fields {
  return {
    ...old,
    clusterName: plan['clusterName'],
    controlPlaneEndpoint: plan['controlPlaneEndpoint'],
    apiServer: { ...(old['apiServer'] as Fields | undefined), certSANs: (plan['apiServer'] as Fields | undefined)?.['certSANs'] },
  }
}

/** What a host of another kind makes us set. */
const ofHost = ['cgroupDriver', 'cgroupRoot', 'failCgroupV1', 'featureGates']

function suitHost(old: Fields, plan: Fields): Fields {
  const rest = Object.fromEntries(Object.entries(old).filter(([key]) => !ofHost.includes(key)))
  return { ...rest, ...Object.fromEntries(ofHost.filter((key) => plan[key] !== undefined).map((key) => [key, plan[key]])) }
}

function moveServer(kubeconfig: string, from: StateNames, { names }: Renewal): string {
  return kubeconfig.replaceAll(`server: https://${from.endpoint}`, `server: https://${names.endpoint}`)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
