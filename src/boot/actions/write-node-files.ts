// Puts into every paused node what it must hold before it goes on: kubeadm configuration, containerd patches, the service range.
import { describeRestrictions, planNodeFiles } from '../../plan/node-files.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { adoptUnpacked } from '../../state/unpacked/programs.ts'
import { requirePausedNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

// Files go in through the archive API, not exec: on cgroup v2 a process that is still alive when systemd takes over keeps the
// kubelet from making its cgroups (kind #2409).
export const writeNodeFiles: BootAction<BootContext> = {
  name: 'write-node-files',
  async run(context) {
    const { plan, notice } = context
    const nodes = await requirePausedNodes(context)
    for (const restriction of describeRestrictions(nodes[0]!.facts, plan.nodes[0]!)) notice(restriction)
    const told = await Promise.all(
      nodes.map(async (node) => {
        const planned = plan.nodes.find((one) => one.name === node.name)!
        const [containerdConfig = '', cniManifest] = await Promise.all([
          node.read(nodePaths.containerdConfig),
          node.read(nodePaths.cniManifest),
        ])
        const { files, notices } = planNodeFiles(plan, planned, {
          ...node.facts,
          addresses: { ipv4: node.address, ipv6: node.ipv6Address },
          containerdConfig,
          cniManifest,
        })
        await node.put([...files, ...(planned.unpacked === undefined ? [] : [{ path: nodePaths.adoptUnpacked, content: adoptUnpacked }])])
        const kubeadmConfig = files.find(({ path }) => path === nodePaths.kubeadmConfig)?.content
        context.detail(2, `${nodePaths.kubeadmConfig} of ${node.name}:\n${kubeadmConfig}`)
        return notices
      }),
    )
    // Most are the same on every node.
    for (const text of new Set(told.flat())) notice(text)
  },
}
