// Progress events → what a person sees: one finished line an action; on a terminal, below them, a line that moves.
import { styleText } from 'node:util'
import type { OnProgress, ProgressEvent } from '../support/progress.ts'
import { isAsked, printJson, printTalk, redrawLine, terminalWidth } from './output.ts'

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
// kind's pace, too.
const frameMs = 100

export interface ProgressView {
  readonly onProgress: OnProgress
  /** Takes the moving line away. */
  stop(): void
}

/** `lively`: the line may be rewritten and coloured. */
export function createProgressView({ lively }: { readonly lively: boolean }): ProgressView {
  const running = new Set<string>()
  const startedAt = performance.now()
  let frame = 0
  const draw = (): void => {
    if (running.size === 0) return
    const text = `${[...running].join(', ')}  ${seconds(performance.now() - startedAt)}`
    redrawLine(` ${paint('cyan', frames[frame++ % frames.length]!)} ${text.slice(0, terminalWidth() - 4)}`)
  }
  const timer = lively ? setInterval(draw, frameMs) : undefined
  timer?.unref()
  return {
    onProgress(event) {
      if (event.type === 'started') running.add(event.action)
      if (event.type === 'finished' || event.type === 'failed') running.delete(event.action)
      const line = renderLine(event, lively ? paint : (_color, text) => text)
      if (line !== undefined) printTalk(line)
      if (lively) draw()
    },
    stop() {
      clearInterval(timer)
      if (lively) redrawLine('')
    },
  }
}

/** The same events for programs: a line of JSON each. */
export function createEventPrinter(): ProgressView {
  return {
    onProgress(event) {
      if (event.type !== 'detail' || isAsked(event.level)) printJson(event, { indent: 0 })
    },
    stop: () => undefined,
  }
}

type Paint = (color: 'green' | 'red' | 'yellow' | 'cyan', text: string) => string

// Whether to colour was decided by looking at stderr; left to itself, styleText looks at stdout.
const paint: Paint = (color, text) => styleText(color, text, { validateStream: false })

function renderLine(event: ProgressEvent, paintIt: Paint): string | undefined {
  switch (event.type) {
    case 'finished':
      return ` ${paintIt('green', '✓')} ${event.action.padEnd(20)} ${seconds(event.elapsedMs)}${event.note ? `  ${event.note}` : ''}`
    case 'failed':
      return ` ${paintIt('red', '✗')} ${event.action.padEnd(20)} ${seconds(event.elapsedMs)}`
    case 'notice':
      return ` ${paintIt('yellow', '•')} ${event.text}`
    case 'detail':
      return isAsked(event.level) ? event.text : undefined
    default:
      return undefined
  }
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(1).padStart(5)} s`
}
