// Progress of a boot as it is told → its actions with their times, for a record.
import type { ProgressEvent } from '../support/progress.ts'
import type { ActionRecord } from './run-record.ts'

export interface ActionNotes {
  note(event: ProgressEvent): void
  list(): readonly ActionRecord[]
}

// Captured at load: users' tests may fake the clock.
const now = Date.now

/** An action that is done once more, because another attempt begins, is noted anew. */
export function createActionNotes(): ActionNotes {
  const actions = new Map<string, ActionRecord>()
  return {
    note(event) {
      if (event.type === 'started') actions.set(event.action, { action: event.action, startedAtMs: now(), state: 'running' })
      if (event.type !== 'finished' && event.type !== 'failed') return
      const at = now()
      const began = actions.get(event.action)?.startedAtMs ?? at - event.elapsedMs
      actions.set(event.action, { action: event.action, startedAtMs: began, endedAtMs: at, state: event.type })
    },
    list: () => [...actions.values()],
  }
}
