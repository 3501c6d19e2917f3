// Which processes use a cluster that stays, in the order in which they came: a file each in its first control plane. Labels cannot change, and one
// file for all would lose what two write at once.
import { randomBytes } from 'node:crypto'
import { nodePaths } from '../plan/node-paths.ts'
import { hashData } from '../support/hash.ts'
import { currentProcess, isProcessGone, parseIdentity, renderIdentity } from '../support/process-identity.ts'
import type { AnyNode, Node } from './node.ts'

export interface ClusterUser {
  /** `pid 42 on laptop` */
  readonly who: string
  /** It wants to be alone with it. */
  readonly alone: boolean
}

// A name begins with the number of those who came before: written and read under one lock, so that of two who come at once each knows who is first.
const enter = `mkdir -p "$0"; exec 9>"$0.lock"; flock 9
ls "$0" | grep -q -- "$1" || { last=$(ls "$0" | grep -E '^[0-9]+-' | cut -d- -f1 | sort -n | tail -n 1); printf '%s\\n' "$2" > "$0/$((\${last:-0} + 1))-$1"; }
own=$(ls "$0" | grep -- "$1" | cut -d- -f1)
for file in "$0"/*; do
  number=$(basename "$file" | cut -d- -f1)
  case "$number" in *[!0-9]*) number=0 ;; esac
  if [ "$number" -lt "$own" ]; then cat "$file"; fi
done`

/**
 * This process uses it from now on, alone or with others. Gives those who came before and have not ended; one of which nothing can be said from
 * here counts as living. Who comes later finds this one in turn.
 */
export async function noteUser(
  node: Node,
  { alone, signal }: { readonly alone: boolean; readonly signal: AbortSignal },
): Promise<ClusterUser[]> {
  const line = `${renderIdentity(currentProcess())}${alone ? '&alone=true' : ''}`
  const { stdout } = await node.run(['sh', '-ec', enter, nodePaths.users, ownName(), line], { signal })
  return readUsers(stdout)
}

/** The same for one that rests, and that one of several who try will have. Resolves with what takes it back where it was another. */
export async function putUser(node: Node): Promise<(signal: AbortSignal) => Promise<void>> {
  // Not the process's one file: it may try twice at once.
  const path = `${nodePaths.users}/1-${ownName()}-${randomBytes(3).toString('hex')}`
  await node.put([{ path, content: `${renderIdentity(currentProcess())}\n` }])
  return async (signal) => void (await node.run(['rm', '-f', path], { signal }))
}

export async function forgetUser(node: Node, signal: AbortSignal): Promise<void> {
  await node.run(['sh', '-c', 'rm -f "$0"/*"$1"', nodePaths.users, ownName()], { signal })
}

/** Other processes that use it; one of which nothing can be said from here counts. */
export async function readOtherUsers(node: Node, signal: AbortSignal): Promise<string[]> {
  const { stdout } = await node.run(['sh', '-c', `cat ${nodePaths.users}/* 2>/dev/null || true`], { signal })
  return readUsers(stdout).map(({ who }) => who)
}

/** When somebody came or went last, by the engine's clock; undefined when nobody ever did. */
export function readLastUse(node: AnyNode): Promise<number | undefined> {
  return node.changedAt(nodePaths.users)
}

/** Whether a process uses it that lives, this one, too: for certain, or as far as can be said from here. */
export async function isInUse(
  node: Node,
  { certain, signal }: { readonly certain: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const { stdout } = await node.run(['sh', '-c', `cat ${nodePaths.users}/* 2>/dev/null || true`], { signal })
  return stdout.split('\n').some((line) => {
    const identity = parseIdentity(line)
    const isGone = identity && isProcessGone(identity)
    return identity !== undefined && (certain ? isGone === false : isGone !== true)
  })
}

function readUsers(text: string): ClusterUser[] {
  const own = renderIdentity(currentProcess())
  return text.split('\n').flatMap((line) => {
    const identity = parseIdentity(line)
    if (!identity || renderIdentity(identity) === own || isProcessGone(identity) === true) return []
    return [{ who: `pid ${identity.pid} on ${identity.host}`, alone: new URLSearchParams(line).has('alone') }]
  })
}

function ownName(): string {
  return hashData(currentProcess()).slice(0, 12)
}
