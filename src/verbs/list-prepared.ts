// The engine → the prepared states it keeps, the youngest first.
import { listPrepared as list, type PreparedImage } from '../state/prepared/prepared-image.ts'
import { type ClusterContext, openEngine } from './context.ts'

export type { PreparedImage } from '../state/prepared/prepared-image.ts'

export async function listPrepared(context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<PreparedImage[]> {
  return (await list(await openEngine(context))).toSorted((a, b) => b.createdAtMs - a.createdAtMs)
}
