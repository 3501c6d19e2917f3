// Progress events → what a person sees: one finished line an action; on a terminal, below them, a line that moves for each that runs and each
// amount; elsewhere now and then a plain one for what takes long.
import { styleText } from 'node:util'
import { createPaces } from '../support/pace.ts'
import type { OnProgress, ProgressEvent } from '../support/progress.ts'
import { tellAmount } from '../support/tell-amount.ts'
import { watchLong } from '../support/watch-long.ts'
import { isAsked, printJson, printTalk, redrawLines, terminalWidth } from './output.ts'

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
// kind's pace, too.
const frameMs = 100

export interface ProgressView {
  readonly onProgress: OnProgress
  /** Takes the moving lines away; may be called again. */
  stop(): void
}

/** `lively`: lines may be rewritten and coloured. */
export function createProgressView({ lively }: { readonly lively: boolean }): ProgressView {
  const moving = lively ? createMovingLines() : undefined
  const long = lively ? undefined : watchLong(({ text, elapsedMs }) => printTalk(` … ${text.padEnd(20)} ${seconds(elapsedMs)}`))
  return {
    onProgress(event) {
      moving?.note(event)
      long?.(event)
      const line = renderLine(event, lively ? paint : (_color, text) => text)
      if (line !== undefined) printTalk(line)
      moving?.draw()
    },
    stop: () => moving?.stop(),
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

function createMovingLines() {
  const running = new Map<string, number>()
  const paces = createPaces()
  let frame = 0
  let isOver = false
  const draw = (): void => {
    if (isOver) return
    const now = performance.now()
    const symbol = paint('cyan', frames[frame++ % frames.length]!)
    const room = terminalWidth() - 4
    const actions = [...running].map(([action, startedAt]) => `${action.padEnd(20)} ${seconds(now - startedAt)}`)
    const amounts = paces.underWay().map(tellAmount)
    redrawLines([...actions.map((text) => ` ${symbol} ${text.slice(0, room)}`), ...amounts.map((text) => `   ${text.slice(0, room)}`)])
  }
  const timer = setInterval(draw, frameMs).unref()
  return {
    draw,
    note(event: ProgressEvent) {
      if (event.type === 'started') running.set(event.action, performance.now())
      if (event.type === 'finished' || event.type === 'failed') running.delete(event.action)
      if (event.type === 'amount') paces.note(event, performance.now())
    },
    stop() {
      if (isOver) return
      isOver = true
      clearInterval(timer)
      redrawLines([])
    },
  }
}

type Paint = (color: 'green' | 'red' | 'yellow' | 'cyan', text: string) => string

// Whether to colour was decided by looking at stderr; left to itself, styleText looks at stdout.
const paint: Paint = (color, text) => styleText(color, text, { validateStream: false })

function renderLine(event: ProgressEvent, paintIt: Paint): string | undefined {
  switch (event.type) {
    case 'finished':
      return ` ${paintIt('green', '✓')} ${event.action.padEnd(20)} ${seconds(event.elapsedMs)}`
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
