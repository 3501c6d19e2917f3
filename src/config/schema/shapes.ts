// The shape of everything a user may write, once. Types, problems and the JSON Schema come from here; defaults do not.
import { isIP } from 'node:net'
import { z } from 'zod'
import { parseByteSize } from '../byte-size.ts'
import { parseIpRange } from '../ip-range.ts'
import type { ClusterDocument, ClusterOptions } from '../options.ts'

const labels = z.record(z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'not a label key'), z.string())
const env = z.record(z.string().regex(/^[^=\0]+$/, 'not a name of an environment variable'), z.string())
const port = z.int().max(65_535)
const ipAddress = z.string().refine((text) => isIP(text) !== 0, 'not an IP address')
const text = z.string().min(1)

const ranges = z.string().superRefine((value, context) => {
  for (const range of value.split(',')) {
    const parsed = parseIpRange(range)
    if (typeof parsed === 'string') context.addIssue(parsed)
  }
})

const patch = z.union([text, z.record(z.string(), z.unknown())], 'neither YAML text nor an object')
const operations = z.union([text, z.array(z.record(z.string(), z.unknown()))], 'neither text nor a list of operations')
const json6902 = z.strictObject({ group: z.string(), version: text, kind: text, patch: operations })

const kubeadmPatches = {
  kubeadmConfigPatches: z.array(patch).optional(),
  kubeadmConfigPatchesJSON6902: z.array(json6902).optional(),
}

const kindNode = {
  role: z.enum(['control-plane', 'worker']).optional(),
  image: text.optional(),
  labels: labels.optional(),
  extraMounts: z
    .array(
      z.strictObject({
        containerPath: text,
        hostPath: text,
        readOnly: z.boolean().optional(),
        selinuxRelabel: z.boolean().optional(),
        propagation: z.enum(['None', 'HostToContainer', 'Bidirectional']).optional(),
      }),
    )
    .optional(),
  extraPortMappings: z
    .array(
      z.strictObject({
        containerPort: port.min(1),
        hostPort: port.min(-1).optional(),
        listenAddress: ipAddress.optional(),
        protocol: z.enum(['TCP', 'UDP', 'SCTP', 'tcp', 'udp', 'sctp']).optional(),
      }),
    )
    .optional(),
  ...kubeadmPatches,
}

const node = z.strictObject({
  ...kindNode,
  taints: z.array(z.strictObject({ key: text, value: z.string().optional(), effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']) })).optional(),
  env: env.optional(),
  memory: z.union([z.int().positive(), z.string().refine((size) => parseByteSize(size) !== undefined)], 'not an amount of memory such as 2Gi').optional(),
  cpus: z.number().positive().optional(),
})

const networking = z.strictObject({
  ipFamily: z.enum(['ipv4', 'ipv6', 'dual']).optional(),
  podSubnet: ranges.optional(),
  serviceSubnet: ranges.optional(),
  apiServerAddress: ipAddress.optional(),
  apiServerPort: port.min(-1).optional(),
  disableDefaultCNI: z.boolean().optional(),
  kubeProxyMode: z.enum(['iptables', 'ipvs', 'nftables', 'none']).optional(),
  dnsSearch: z.array(text).optional(),
})

/** kind's fields, in the order in which they are documented and problems are told. */
const kindCluster = <Node extends z.ZodType>(one: Node) => ({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'a name is made of a-z, 0-9, "-" and ".", and begins and ends with a letter or digit')
    .max(50, 'longer than 50 characters: node names would not fit into a hostname')
    .optional(),
  nodes: z.array(one).min(1).optional(),
  networking: networking.optional(),
  featureGates: z.record(z.string(), z.boolean()).optional(),
  runtimeConfig: z.record(z.string(), z.string()).optional(),
  ...kubeadmPatches,
  containerdConfigPatches: z.array(text).optional(),
  containerdConfigPatchesJSON6902: z.array(operations).optional(),
})

/** kind's own configuration format. */
export const clusterDocument = z.strictObject({
  kind: z.literal('Cluster'),
  apiVersion: z.literal('kind.x-k8s.io/v1alpha4'),
  ...kindCluster(z.strictObject(kindNode)),
})

/** The options of a cluster. `config` is judged by {@link clusterDocument}, when it has been read. */
export const clusterOptions = z.strictObject({
  ...kindCluster(node),
  config: z.union([text, z.looseObject({})], "neither a path, nor a configuration's text, nor an object").optional(),
  image: text.optional(),
  version: z.string().regex(/^v?\d+\.\d+(\.\d+)?$/, 'not a Kubernetes version such as 1.37 or v1.37.2').optional(),
  controlPlanes: z.int().min(1).max(15).optional(),
  workers: z.int().min(0).max(100).optional(),
  labels: labels.optional(),
  env: env.optional(),
  images: z.array(text).optional(),
  reuse: z.enum(['never', 'always', 'existing']).optional(),
  keepOnFailure: z.boolean().optional(),
  bootTimeout: z.number().positive().optional(),
})

// The interfaces and the schema are two texts of one thing; the compiler holds them together.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
true satisfies Same<keyof Required<z.input<typeof clusterOptions>>, keyof ClusterOptions>
true satisfies Same<keyof Required<z.input<typeof clusterDocument>>, keyof ClusterDocument>
true satisfies Same<keyof Required<z.input<typeof node>>, keyof NonNullable<ClusterOptions['nodes']>[number]>
true satisfies Same<keyof Required<z.input<typeof networking>>, keyof NonNullable<ClusterOptions['networking']>>
