// Some four hundred configurations through kind's own decoder (captured) and ours: taken or refused alike, and decoded to the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readClusterDocument } from '../../../src/config/cluster-document.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import type { ClusterSpec, Json6902PatchSpec } from '../../../src/config/spec.ts'
import { isKindError } from '../../../src/support/errors.ts'

interface Row {
  readonly text: string
  readonly error?: string
  readonly config?: KindCluster
}

const captured = join(import.meta.dirname, '../../../fixtures/captures/kind/configurations.json')
const { rows } = JSON.parse(readFileSync(captured, 'utf8')) as { rows: Row[] }
const head = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const short = (text: string): string => JSON.stringify(text.replace(head, '…'))

/** What kind takes, and we refuse: it would fail later, or do something else than what is written. Pattern of our words → why. */
const refusedOnPurpose: readonly (readonly [words: RegExp, because: string])[] = [
  [/with a letter or digit at its start/, 'the engine or the kubelet refuses such a name'],
  [/not a (key|value) of Kubernetes/, 'the kubelet refuses such a label'],
  [/runtimeConfig.* is neither "true" nor "false"/, 'the API server ends at it'],
  [/ 80\.5 is not an integer/, 'kind cuts the fraction off'],
  [/2 documents; a configuration is one/, 'kind reads the first and says nothing of the others'],
  [/names no document by "kind"|kind {2}(missing|empty)/, 'a patch for no document does nothing'],
  [/patch {2}missing/, 'a patch without operations does nothing'],
  [/operation 0: "test" without a "value"/, 'it would fail when it is applied'],
  [/podSubnet {2}"::ffff:.* is an IPv6 range/, 'kubeadm takes it for one, too'],
  [/(hostPath|containerPath) +(missing|.*not absolute)/, 'the engine refuses it'],
]

/** What kind refuses, and we take: part of the text → why. */
const takenOnPurpose: readonly (readonly [part: string, because: string])[] = [
  ['%YAML 1.2', 'a configuration says nothing that 1.2 reads otherwise'],
]

describe('as kind', () => {
  test('the table is long enough to mean something', () => {
    expect(rows.length).toBeGreaterThan(400)
    expect(rows.filter(({ error }) => error !== undefined).length).toBeGreaterThan(100)
  })

  test.for(rows.map((row) => [short(row.text), row] as const))('%s', ([, { text, error, config }]) => {
    const ours = decode(text)
    if (typeof ours === 'string') {
      const purpose = refusedOnPurpose.find(([words]) => words.test(ours))
      if (error === undefined) expect(purpose, `kind takes it; we say\n${ours}`).toBeDefined()
      return
    }
    if (error === undefined) return expect(asKind(ours)).toEqual(withoutZeros(config!))
    expect(
      takenOnPurpose.find(([part]) => text.includes(part)),
      `kind says: ${error}`,
    ).toBeDefined()
  })
})

function decode(text: string): ClusterSpec | string {
  try {
    return resolveOptions({ name: 'kind', ...readClusterDocument(text, 'kind.yaml') }, 'kind.yaml').spec
  } catch (error) {
    if (!isKindError(error)) throw error
    return error.message
  }
}

// kind's own struct, as it prints it as JSON.
interface KindCluster {
  readonly Nodes: readonly KindNode[]
  readonly Networking: { readonly DNSSearch: readonly string[] | null; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

interface KindNode {
  readonly Image: string
  readonly ExtraMounts: readonly { readonly Propagation: string }[]
  readonly ExtraPortMappings: readonly { readonly Protocol: string; readonly ListenAddress: string }[]
  readonly [field: string]: unknown
}

function asKind(spec: ClusterSpec): unknown {
  const { networking } = spec
  const json = ({ group, version, kind, patch }: Json6902PatchSpec): object => ({
    Group: group,
    Version: version,
    Kind: kind,
    Patch: patch,
  })
  return withoutZeros({
    Name: spec.name,
    Nodes: spec.nodes.map((node) => ({
      Role: node.role,
      Image: node.image ?? '',
      Labels: node.labels,
      ExtraMounts: node.extraMounts.map((mount) => ({
        ContainerPath: mount.containerPath,
        HostPath: mount.hostPath,
        Readonly: mount.readOnly,
        SelinuxRelabel: mount.selinuxRelabel,
        Propagation: mount.propagation,
      })),
      ExtraPortMappings: node.extraPortMappings.map((mapping) => ({
        ContainerPort: mapping.containerPort,
        HostPort: mapping.hostPort,
        ListenAddress: mapping.listenAddress,
        Protocol: mapping.protocol,
      })),
      KubeadmConfigPatches: node.kubeadmConfigPatches,
      KubeadmConfigPatchesJSON6902: node.kubeadmConfigPatchesJSON6902.map(json),
    })),
    Networking: {
      IPFamily: networking.ipFamily,
      APIServerPort: networking.apiServerPort,
      // Ours is chosen when it is known where the engine is.
      APIServerAddress: networking.apiServerAddress ?? (networking.ipFamily === 'ipv6' ? '::1' : '127.0.0.1'),
      PodSubnet: networking.podSubnet,
      ServiceSubnet: networking.serviceSubnet,
      DisableDefaultCNI: networking.disableDefaultCNI,
      KubeProxyMode: networking.kubeProxyMode,
      DNSSearch: networking.dnsSearch,
    },
    FeatureGates: spec.featureGates,
    RuntimeConfig: spec.runtimeConfig,
    KubeadmConfigPatches: spec.kubeadmConfigPatches,
    KubeadmConfigPatchesJSON6902: spec.kubeadmConfigPatchesJSON6902.map(json),
    ContainerdConfigPatches: spec.containerdConfigPatches,
    ContainerdConfigPatchesJSON6902: spec.containerdConfigPatchesJSON6902,
  })
}

/** kind leaves some defaults to the code that makes containers; of empty maps and lists it has two kinds, which mean the same but for DNSSearch. */
function withoutZeros({ Nodes, Networking, ...rest }: KindCluster): unknown {
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, isEmpty(value) ? null : value])),
    // An empty search domain is none.
    Networking: { ...Networking, DNSSearch: Networking.DNSSearch?.filter((domain) => domain !== '') ?? null },
    Nodes: Nodes.map((node) => ({
      ...Object.fromEntries(Object.entries(node).map(([key, value]) => [key, isEmpty(value) ? null : value])),
      Image: node.Image.startsWith('kindest/node:v1.37.0@') ? null : node.Image || null,
      ExtraMounts: node.ExtraMounts.map((mount) => ({ ...mount, Propagation: mount.Propagation || 'None' })),
      ExtraPortMappings: node.ExtraPortMappings.map((mapping) => ({
        ...mapping,
        Protocol: mapping.Protocol || 'TCP',
        ListenAddress: mapping.ListenAddress || '0.0.0.0',
      })),
    })),
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}
