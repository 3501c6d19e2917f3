// What a run tells its reaper and what it hears from it: one JSON object a line, one answer a line. Types only; the pipe's end
// without a goodbye is the message that counts.
import type { EngineEnvironment } from '../docker/connect.ts'

/** A cluster to remove should the run die. `owner` keeps a later cluster of the same name safe. */
export interface ReaperTarget {
  readonly cluster: string
  readonly owner: string
  /** Its files on the host; they go too. */
  readonly directory: string
  readonly environment: EngineEnvironment
}

export type ReaperMessage =
  | ({ readonly type: 'watch' } & ReaperTarget)
  | { readonly type: 'forget'; readonly cluster: string }
  | { readonly type: 'goodbye' }

/** `ready`, once: everything that removing takes has been loaded. Then one `heard` for each message, in their order. */
export type ReaperAnswer = 'ready' | 'heard'
