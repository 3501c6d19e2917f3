// Main process: what the engine knows of the nodes of a cluster whose test has failed.
import { readEnvironment } from '../../config/env.ts'
import { lookAtNodes } from '../../verbs/look-at-nodes.ts'
import type { Calls } from '../request.ts'

// Whoever asks waits less.
const lookMs = 2_000

export async function look(input: Calls['lookAtNodes']['input']): Promise<readonly string[]> {
  return lookAtNodes(input, { environment: readEnvironment(), signal: AbortSignal.timeout(lookMs) })
}
