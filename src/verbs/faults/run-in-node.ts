// A command in a node of a cluster, for a test that wants its output → exit code and streams.
import { chooseNodes } from '../../cluster/cluster.ts'
import type { RunResult } from '../../docker/exec.ts'
import { readEnvironment } from '../../config/env.ts'
import { startDeadline } from '../../support/deadline.ts'
import { KindError } from '../../support/errors.ts'
import { openCluster } from '../context.ts'
import type { TimeLimit } from './fault.ts'

export interface NodeCommand {
  readonly cluster: string
  readonly node: string
  readonly argv: readonly string[]
  readonly stdin?: string
}

/** A non-zero exit code is a result. Throws KIND_CONFIG_INVALID for an empty command, KIND_TIMED_OUT, KIND_DOCKER_FAILED. */
export async function runInNode({ cluster: name, node: wanted, argv, stdin }: NodeCommand, limit: TimeLimit): Promise<RunResult> {
  if (!Array.isArray(argv) || argv.length === 0 || argv.some((word) => typeof word !== 'string'))
    throw new KindError('KIND_CONFIG_INVALID', {
      what: `the command for ${wanted} is no list of words: ${JSON.stringify(argv)}`,
      do: "exec(['crictl', 'ps'])",
    })
  const deadline = startDeadline(limit.owner, limit.budgetMs)
  try {
    const cluster = await openCluster(name, { environment: readEnvironment(), signal: deadline.signal })
    const [node] = chooseNodes(cluster, [wanted])
    return await node!.run(argv, { allowFailure: true, signal: deadline.signal, ...(stdin !== undefined && { stdin }) })
  } catch (error) {
    deadline.check(`the end of "${argv.join(' ')}" on ${wanted}`)
    throw error
  }
}
