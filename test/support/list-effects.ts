// A kind configuration → what it changes, as lines: in the containers, and in the files that are put into them.
import { specDiff } from '../../src/config/spec.ts'
import { planNodeFiles } from '../../src/plan/node-files.ts'
import type { ClusterPlan } from '../../src/plan/plan.ts'
import { loadOptions } from '../../src/verbs/request/load-options.ts'
import { samplePlan } from './sample-plan.ts'

/** What is planned otherwise than for a configuration that says no more than the name and the roles of the nodes. */
export async function listEffects(text: string): Promise<string[]> {
  const plan = samplePlan(await loadOptions({ config: text }, 'a test', '/project'))
  const { name, nodes } = plan.spec
  const plain = samplePlan({ name, nodes: nodes.map(({ role }) => ({ role })) })
  return [
    plan.nodes.map((node) => node.name).join(' '),
    // The one field that only the boot's list heeds.
    ...specDiff(plain.spec.networking, plan.spec.networking).filter((line) => line.startsWith('disableDefaultCNI')),
    ...specDiff(plain.loadBalancer?.container, plan.loadBalancer?.container).filter((line) => !line.startsWith('Labels.')),
    ...plan.nodes.flatMap((node, index) => {
      const { image } = node.spec
      const changes = [
        ...(image === null ? [] : [`image: ${image}`]),
        ...specDiff(plain.nodes[index]!.container, node.container).filter((line) => !line.startsWith('Labels.')),
        ...diffFiles(filesOf(plain, index), filesOf(plan, index)),
      ]
      return [...new Set(changes)].map((change) => `${node.name}  ${change}`)
    }),
  ]
}

function filesOf(plan: ClusterPlan, index: number): Map<string, string[]> {
  const { files } = planNodeFiles(plan, plan.nodes[index]!, {
    cgroupVersion: 2,
    lacksSysResource: false,
    addresses: { ipv4: '172.18.0.2', ipv6: 'fc00:f853:ccd:e793::2' },
    containerdConfig: 'version = 2\n',
    cniManifest: 'command: [/usr/local/bin/run-flannel]',
  })
  return new Map(files.map(({ path, content }) => [path, content.trimEnd().split('\n')]))
}

function diffFiles(before: Map<string, string[]>, after: Map<string, string[]>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old, now] = [before.get(path) ?? [], after.get(path) ?? []]
    const lines = [
      ...old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`),
    ]
    return lines.filter((line) => line.length > 2).map((line) => `${path} ${line}`)
  })
}
