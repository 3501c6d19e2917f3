// Progress events → what a person sees: one finished line an action; on a terminal, below them, a line that moves.
import { styleText } from 'node:util'
import type { OnProgress, ProgressEvent } from '../support/progress.ts'
import { printDetail, printTalk, redrawLine } from './output.ts'

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
  const running = new Map<string, number>()
  const startedAt = performance.now()
  let frame = 0
  const draw = (): void => {
    if (running.size > 0) redrawLine(` ${styleText('cyan', frames[frame++ % frames.length]!)} ${[...running.keys()].join(', ')}  ${seconds(performance.now() - startedAt)}`)
  }
  const timer = lively ? setInterval(draw, frameMs) : undefined
  timer?.unref()
  return {
    onProgress(event) {
      if (event.type === 'started') running.set(event.action, performance.now())
      if (event.type === 'finished' || event.type === 'failed') running.delete(event.action)
      const line = renderLine(event, lively)
      if (line !== undefined) {
        if (lively) redrawLine('')
        printTalk(line)
      }
      if (event.type === 'detail') printDetail(event.level, event.text)
      if (lively) draw()
    },
    stop() {
      clearInterval(timer)
      if (lively) redrawLine('')
    },
  }
}

function renderLine(event: ProgressEvent, lively: boolean): string | undefined {
  const paint = (color: 'green' | 'red' | 'yellow', text: string): string => (lively ? styleText(color, text) : text)
  switch (event.type) {
    case 'finished':
      return ` ${paint('green', '✓')} ${event.action.padEnd(20)} ${seconds(event.elapsedMs)}${event.note ? `  ${event.note}` : ''}`
    case 'failed':
      return ` ${paint('red', '✗')} ${event.action.padEnd(20)} ${seconds(event.elapsedMs)}`
    case 'notice':
      return ` ${paint('yellow', '•')} ${event.text}`
    default:
      return undefined
  }
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(1).padStart(5)} s`
}
