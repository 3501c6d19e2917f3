// Which processes use a cluster that stays: a file each in its first control plane. Labels cannot change, and one file for all would lose
// what two write at once.
import { nodePaths } from '../plan/node-paths.ts'
import { hashData } from '../support/hash.ts'
import { currentProcess, isProcessGone, parseIdentity, renderIdentity } from '../support/process-identity.ts'
import type { Node } from './node.ts'

/** This process uses it from now on. */
export async function noteUser(node: Node): Promise<void> {
  await node.put([{ path: ownFile(), content: `${renderIdentity(currentProcess())}\n` }])
}

export async function forgetUser(node: Node, signal: AbortSignal): Promise<void> {
  await node.run(['rm', '-f', ownFile()], { signal })
}

/** Other processes that use it, in words; one of which nothing can be said from here counts. */
export async function readOtherUsers(node: Node, signal: AbortSignal): Promise<string[]> {
  const { stdout } = await node.run(['sh', '-c', `cat ${nodePaths.users}/* 2>/dev/null || true`], { signal })
  const own = renderIdentity(currentProcess())
  return stdout
    .split('\n')
    .filter((line) => line !== own)
    .flatMap((line) => parseIdentity(line) ?? [])
    .filter((identity) => isProcessGone(identity) !== true)
    .map(({ pid, host }) => `pid ${pid} on ${host}`)
}

function ownFile(): string {
  return `${nodePaths.users}/${hashData(currentProcess()).slice(0, 12)}`
}
