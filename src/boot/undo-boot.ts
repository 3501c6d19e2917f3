// What a boot that ended early has made → removed, within a time of its own, also where the engine has not said yet what it has made.
import { setTimeout as pause } from 'node:timers/promises'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import type { Engine } from '../docker/connect.ts'
import { listContainers } from '../docker/containers.ts'
import { kindLabels, ownLabels } from '../plan/labels.ts'
import { describeError, isKindError } from '../support/errors.ts'
import type { OnProgress } from '../support/progress.ts'

export interface Undo {
  /** Its time may be up: this has a time of its own. */
  readonly engine: Engine
  readonly cluster: string
  readonly owner: string
  /** Its files on the host, where nobody is to read them: they hold the way in. */
  readonly directory?: string
  /** Containers of which some were asked for and not answered: they may appear after the first look. */
  readonly expected?: readonly string[]
  readonly limits?: UndoLimits | undefined
  readonly onProgress: OnProgress
}

/** All in milliseconds. */
export interface UndoLimits {
  /** An engine that does not list its containers by then removes none. @default 10_000 */
  readonly answerMs: number
  /** Removing a node takes 1 s; one whose processes do not end takes the engine 10 s and more. @default 60_000 */
  readonly wholeMs: number
  /** As long as the reaper looks: a creation that the engine had begun appears up to seconds later. @default 3_000 */
  readonly quietMs: number
}

const defaultLimits: UndoLimits = { answerMs: 10_000, wholeMs: 60_000, quietMs: 3_000 }

/** What went wrong, for the error that is told anyway; it must not take that one's place. Never throws. */
export async function undoBoot({ engine, expected = [], limits = defaultLimits, onProgress, ...target }: Undo): Promise<string[]> {
  const { cluster, owner } = target
  const onNotice = (text: string): void => onProgress({ type: 'notice', cluster, text })
  const patient = engine.until(AbortSignal.timeout(limits.wholeMs))
  try {
    await listContainers(engine.until(AbortSignal.timeout(limits.answerMs)), { [kindLabels.cluster]: cluster, [ownLabels.owner]: owner })
    const gone = new Set(await removeByLabel(patient, target, { onNotice }))
    for (let seenAt = performance.now(); expected.some((name) => !gone.has(name)) && performance.now() - seenAt < limits.quietMs;) {
      await pause(250)
      const late = await removeByLabel(patient, target, { onNotice })
      for (const name of late) gone.add(name)
      if (late.length > 0) seenAt = performance.now()
    }
    return []
  } catch (error) {
    return [`while removing: ${describeError(error)}`, ...(isKindError(error) ? (error.facts.seen ?? []) : [])]
  }
}
