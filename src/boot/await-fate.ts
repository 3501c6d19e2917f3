// A program in a node that was ended by a signal → what became of its node. The engine ends what it runs in a container a moment before
// it notes that the container has ended.
import type { Node } from '../cluster/node.ts'
import { type ContainerDetails, inspectContainer } from '../docker/containers.ts'
import type { Engine } from '../docker/connect.ts'
import { describeError } from '../support/errors.ts'
import { pause } from '../support/poll.ts'

// SIGKILL and SIGTERM, as shells count them.
const signals = [137, 143]
const withinMs = 3_000
const everyMs = 100
const looksAtEnded = 6

/** A sentence, when the node has ended or gone; undefined when the program alone has. */
export async function awaitFate(engine: Engine, node: Node, exitCode: number, startedAt: number | undefined): Promise<string | undefined> {
  if (!signals.includes(exitCode)) return undefined
  const timeUp = AbortSignal.any([AbortSignal.timeout(withinMs), engine.signal])
  let fate: string | undefined
  // One that has ended may be on its way out, or be started anew: it is looked at a little longer.
  for (let looks = 0; !timeUp.aborted && looks < looksAtEnded; await pause(everyMs, timeUp)) {
    const [seen, isLast] = await inspectContainer(engine, node.id).then(
      (details) => describeFate(details, startedAt),
      (error: unknown) => [`${node.name} is gone: ${describeError(error)}`, true] as const,
    )
    fate = seen ?? fate
    if (isLast) break
    if (fate !== undefined) looks += 1
  }
  return fate
}

/** What is seen, and whether nothing more is to come. */
function describeFate(
  { name, state, exitCode, startedAt }: ContainerDetails,
  before: number | undefined,
): readonly [string | undefined, boolean] {
  if (before !== undefined && startedAt !== undefined && startedAt > before) return [`${name} was started anew`, true]
  return ['exited', 'dead', 'removing'].includes(state) ? [`${name} ended with ${exitCode}`, false] : [undefined, false]
}
