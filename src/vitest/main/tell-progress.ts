// Progress events → lines between Vitest's own: a finished one for each action, and now and then one for what takes long. Main process.
import type { OnProgress } from '../../support/progress.ts'
import { watchLong } from '../../support/watch-long.ts'
import { renderLong, renderProgress } from './report.ts'

/** `also` hears the same events. */
export function tellProgress(print: (line: string) => void, also: OnProgress): OnProgress {
  const long = watchLong((line) => print(renderLong(line)))
  return (event) => {
    also(event)
    long(event)
    const line = renderProgress(event)
    if (line !== undefined) print(line)
  }
}
