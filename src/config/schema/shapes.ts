// The shape of everything a user may write, once. Types, problems and the JSON Schema come from here; defaults do not.
import { isIP } from 'node:net'
import { z } from 'zod'
import { parseByteSize } from '../byte-size.ts'
import { parseIpRange } from '../ip-range.ts'
import type { ClusterDocument, ClusterOptions, ImageBuild } from '../options.ts'

const labels = z.record(z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'not a label key'), z.string())
// Kubernetes' own rules. What else a node may not call itself is in node-label-problems.ts.
const domainLabel = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const kubeKey = z
  .string()
  .regex(
    new RegExp(`^(?:(?!.{254,}/)${domainLabel}(?:\\.${domainLabel})*/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`),
    'not a key of Kubernetes: at most 63 letters, digits, "-", "_" and ".", before it perhaps a domain and "/"',
  )
const kubeValue = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    'not a value of Kubernetes: at most 63 letters, digits, "-", "_" and ".", a letter or digit at both ends',
  )
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

const notMemory = 'not an amount of memory such as 2Gi'
const memory = z.union([z.int(), z.string()], notMemory).superRefine((size, context) => {
  const bytes = parseByteSize(size) ?? 0
  if (bytes <= 0) context.addIssue(notMemory)
  else if (bytes < 6 * 2 ** 20) context.addIssue('less than 6Mi, the least that an engine gives a container; a node needs about 1Gi')
})

// kind knows patches as texts alone; ours may be objects and lists too.
const kindPatch = z.string('kind takes a patch as text; as an object or a list it may stand beside config')
const patch = z.union([z.string(), z.record(z.string(), z.unknown())], 'neither YAML text nor an object')
const operations = z.union([z.string(), z.array(z.record(z.string(), z.unknown()))], 'neither text nor a list of operations')

const kubeadmPatches = <Merge extends z.ZodType, Json extends z.ZodType>(merge: Merge, json: Json) => ({
  kubeadmConfigPatches: z.array(merge).optional(),
  kubeadmConfigPatchesJSON6902: z
    .array(z.strictObject({ group: z.string().optional(), version: z.string().optional(), kind: text, patch: json }))
    .optional(),
})

const kindNode = {
  role: z.enum(['control-plane', 'worker']).optional(),
  image: text.optional(),
  labels: z.record(kubeKey, kubeValue).optional(),
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
        protocol: z
          .string()
          .regex(/^([Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ss][Cc][Tt][Pp])$/, 'not one of TCP, UDP, SCTP')
          .optional(),
      }),
    )
    .optional(),
}

const node = z.strictObject({
  ...kindNode,
  ...kubeadmPatches(patch, operations),
  taints: z
    .array(z.strictObject({ key: kubeKey, value: kubeValue.optional(), effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']) }))
    .optional(),
  env: env.optional(),
  memory: memory.optional(),
  cpus: z.number().positive().optional(),
})

/** An image that is made of a folder. */
export const imageBuild = z.strictObject({
  build: text,
  dockerfile: text.optional(),
  args: z.record(z.string().min(1), z.string()).optional(),
  target: text.optional(),
  tag: text.optional(),
})

const networking = z.strictObject({
  ipFamily: z.enum(['ipv4', 'ipv6', 'dual']).optional(),
  podSubnet: ranges.optional(),
  serviceSubnet: ranges.optional(),
  apiServerAddress: ipAddress.optional(),
  apiServerPort: port.min(-1).optional(),
  disableDefaultCNI: z.boolean().optional(),
  kubeProxyMode: z.enum(['iptables', 'ipvs', 'nftables', 'none']).optional(),
  dnsSearch: z.array(z.string()).optional(),
})

/** kind's fields, in the order in which they are documented and problems are told. */
const kindCluster = <Node extends z.ZodType, Merge extends z.ZodType, Json extends z.ZodType>(one: Node, merge: Merge, json: Json) => ({
  name: z
    .string()
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9][a-z0-9-]*$/,
      'a name is made of a-z, 0-9, "-" and ".", with a letter or digit at its start and on both sides of "."',
    )
    .max(49, 'longer than 49 characters: Kubernetes labels a node with its name, and that ends at 63')
    .optional(),
  nodes: z.array(one).optional(),
  networking: networking.optional(),
  featureGates: z.record(z.string(), z.boolean()).optional(),
  runtimeConfig: z.record(z.string(), z.string()).optional(),
  ...kubeadmPatches(merge, json),
  containerdConfigPatches: z.array(z.string()).optional(),
  containerdConfigPatchesJSON6902: z.array(json).optional(),
})

/** kind's own configuration format. */
export const clusterDocument = z.strictObject({
  kind: z.literal('Cluster'),
  apiVersion: z.literal('kind.x-k8s.io/v1alpha4'),
  ...kindCluster(z.strictObject({ ...kindNode, ...kubeadmPatches(kindPatch, kindPatch) }), kindPatch, kindPatch),
})

/** The options of a cluster. `config` is judged by {@link clusterDocument}, when it has been read. */
export const clusterOptions = z.strictObject({
  ...kindCluster(node, patch, operations),
  config: z.union([text, z.looseObject({})], "neither a path, nor a configuration's text, nor an object").optional(),
  image: text.optional(),
  version: z
    .string()
    .regex(/^v?\d+\.\d+(\.\d+)?$/, 'not a Kubernetes version such as 1.37 or v1.37.2')
    .optional(),
  controlPlanes: z.int().min(1).max(15).optional(),
  workers: z.int().min(0).max(100).optional(),
  labels: labels.optional(),
  env: env.optional(),
  images: z.array(z.union([text, imageBuild], 'neither a name, nor the path of an archive, nor { build: … }')).optional(),
  manifests: z.array(text).optional(),
  prepared: z.boolean().optional(),
  prepare: text.optional(),
  snapshot: text.optional(),
  registry: z.boolean().optional(),
  // What they may be is told by mirror-problems.ts, with the nearest right one.
  mirrors: z
    .union([z.array(z.string()), z.record(z.string(), z.string())], "neither a list of registries nor { registry: 'https://…' }")
    .optional(),
  fidelity: z.enum(['fast', 'kubeadm']).optional(),
  reuse: z.enum(['never', 'watch', 'always', 'existing']).optional(),
  pristine: z.boolean().optional(),
  pool: z.int().min(0).max(8).optional(),
  ttl: z.number().positive().optional(),
  keepOnFailure: z.boolean().optional(),
  bootTimeout: z.number().positive().optional(),
})

// The interfaces and the schema are two texts of one thing; the compiler holds them together.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
true satisfies Same<keyof Required<z.input<typeof clusterOptions>>, keyof ClusterOptions>
true satisfies Same<keyof Required<z.input<typeof clusterDocument>>, keyof ClusterDocument>
true satisfies Same<keyof Required<z.input<typeof node>>, keyof NonNullable<ClusterOptions['nodes']>[number]>
true satisfies Same<keyof Required<z.input<typeof imageBuild>>, keyof ImageBuild>
true satisfies Same<keyof Required<z.input<typeof networking>>, keyof NonNullable<ClusterOptions['networking']>>
