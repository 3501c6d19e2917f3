// Options of unknown quality → every problem they have. Knows shapes and ranges; knows no defaults and no engine.
import { z } from 'zod'
import { nearest } from './nearest.ts'
import type { ClusterOptions } from './options.ts'

const labels = z.record(z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'not a label key'), z.string())
const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/

const ipv4Range = z.string().superRefine((text, context) => {
  const [address = '', prefix = ''] = text.split('/')
  if (!ipv4.test(address) || !/^\d+$/.test(prefix)) context.addIssue('not an IPv4 range such as 10.244.0.0/16')
  else if (Number(prefix) > 32) context.addIssue('an IPv4 prefix ends at 32')
})

const node = z.strictObject({
  role: z.enum(['control-plane', 'worker']).optional(),
  image: z.string().min(1).optional(),
  labels: labels.optional(),
})

const networking = z.strictObject({
  podSubnet: ipv4Range.optional(),
  serviceSubnet: ipv4Range.optional(),
  apiServerAddress: z.string().regex(ipv4, 'not an IPv4 address').optional(),
  apiServerPort: z.int().min(0).max(65_535).optional(),
  disableDefaultCNI: z.boolean().optional(),
})

const clusterOptions = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'a name is made of a-z, 0-9, "-" and ".", and begins and ends with a letter or digit')
    .max(50, 'longer than 50 characters: node names would not fit into a hostname')
    .optional(),
  image: z.string().min(1).optional(),
  version: z.string().regex(/^v?\d+\.\d+(\.\d+)?$/, 'not a Kubernetes version such as 1.37 or v1.37.2').optional(),
  nodes: z.array(node).min(1).optional(),
  workers: z.int().min(0).max(100).optional(),
  labels: labels.optional(),
  images: z.array(z.string().min(1)).optional(),
  networking: networking.optional(),
  reuse: z.enum(['never', 'always']).optional(),
  keepOnFailure: z.boolean().optional(),
  bootTimeout: z.number().positive().optional(),
})

/** All problems of the options, each `path  what is wrong`; empty when there are none. */
export function findOptionProblems(options: unknown): string[] {
  const result = clusterOptions.safeParse(options ?? {}, { reportInput: true })
  const problems = result.success ? findCrossProblems(options as ClusterOptions) : result.error.issues.flatMap(describeIssue)
  const width = Math.max(...problems.map(([path]) => path.length))
  return problems.map(([path, text]) => `${path.padEnd(width)}  ${text}`)
}

type Problem = readonly [path: string, text: string]

/** What no single field can tell. */
function findCrossProblems(options: ClusterOptions | undefined): Problem[] {
  const problems: Problem[] = []
  const { nodes, workers } = options ?? {}
  if (nodes && workers !== undefined) problems.push(['workers', 'cannot stand beside nodes; write the workers into nodes'])
  const controlPlanes = nodes?.filter((one) => (one.role ?? 'control-plane') === 'control-plane').length ?? 1
  if (controlPlanes === 0) problems.push(['nodes', 'no control plane among them; a cluster needs one'])
  if (controlPlanes > 1) problems.push(['nodes', `${controlPlanes} control planes; this release makes clusters with one`])
  return problems
}

function describeIssue(issue: z.core.$ZodIssue): Problem[] {
  const path = renderPath(issue.path)
  const input = JSON.stringify(issue.input) ?? 'undefined'
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(issue.path)
      return issue.keys.map((key) => [renderPath([...issue.path, key]), `unknown option; ${suggest(key, known)}`])
    }
    case 'invalid_value':
      return [[path, `${input} is not one of ${issue.values.join(', ')}${didYouMean(String(issue.input), issue.values.map(String))}`]]
    case 'invalid_type':
      return [[path, `${input} is not ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`]]
    case 'too_small':
      return [[path, `${input}: at least ${issue.minimum}`]]
    case 'too_big':
      return [[path, `${input}: ${issue.message.startsWith('Too big') ? `at most ${issue.maximum}` : issue.message}`]]
    default:
      return [[path, `${input}: ${issue.message}`]]
  }
}

function suggest(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near ? `; did you mean "${near}"?` : ''
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  const shape = path[0] === 'nodes' ? node.shape : path[0] === 'networking' ? networking.shape : clusterOptions.shape
  return Object.keys(shape)
}

function renderPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '') || '(options)'
}

// The interface and the schema are two texts of one thing; the compiler holds them together.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
type Parsed = z.input<typeof clusterOptions>
true satisfies Same<keyof Required<Parsed>, keyof ClusterOptions>
