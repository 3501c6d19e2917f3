// A node → the parts of an export that tell of it: what kind collects, under the same names.
import type { Engine } from '../docker/connect.ts'
import { copyTree } from '../docker/copy-tree.ts'
import { describeContainer } from '../docker/describe.ts'
import { readLogTail } from '../docker/logs.ts'
import type { Node } from '../nodes/node.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { commandPart, jsonPart, textPart, type LogPart } from './log-part.ts'

// What only a running node can tell.
const commands: Readonly<Record<string, readonly string[]>> = {
  'journal.log': ['journalctl', '--no-pager'],
  'kubelet.log': ['journalctl', '--no-pager', '--unit=kubelet.service'],
  'containerd.log': ['journalctl', '--no-pager', '--unit=containerd.service'],
  // Not by crictl, as kind does: not every node image has it.
  'images.log': ['ctr', '--namespace', 'k8s.io', 'images', 'list'],
}

export function listNodeLogs(engine: Engine, node: Node): LogPart[] {
  const { id, name, running } = node
  return [
    ...listContainerLogs(engine, node),
    textPart(`${name}/kubernetes-version.txt`, async () => (await node.read(nodePaths.version)) ?? ''),
    { path: name, write: async (target, signal) => void (await copyTree(engine, { id, path: '/var/log', running }, target, signal)) },
    ...(running
      ? Object.entries(commands).map(([file, argv]) => commandPart(`${name}/${file}`, engine, node, argv))
      : [missing(`${name}/{${Object.keys(commands).join(',')}}`, `${name} is not running`)]),
  ]
}

/** What the engine knows of any container, a load balancer too. */
export function listContainerLogs(engine: Engine, { id, name }: { readonly id: string; readonly name: string }): LogPart[] {
  return [
    textPart(`${name}/serial.log`, () => readLogTail(engine, id, 'all')),
    // An array, as `docker inspect` prints one.
    jsonPart(`${name}/inspect.json`, async () => [await describeContainer(engine, id)]),
  ]
}

function missing(path: string, why: string): LogPart {
  return { path, write: () => Promise.reject(new Error(why)) }
}
