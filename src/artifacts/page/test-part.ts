// A failed test → its part of the page: what failed, why, what its pods did meanwhile, and its files.
import type { AttemptRecord, PodRecord, RunRecord, TestRecord } from '../run-record.ts'
import { testAnchor } from './anchors.ts'
import { renderEvents } from './events.ts'
import { renderFiles } from './files.ts'
import { html, type Html } from './html.ts'
import { eventMark, markRows, nodeMark } from './marks.ts'
import { podBars } from './pod-bars.ts'
import { renderTimeline, type Group, type Row } from './rows.ts'
import { createScale } from './scale.ts'
import { tellDuration, tellOffset } from './tell.ts'

// A test of a hundred pods: those with trouble are drawn first.
const mostPodRows = 30
// Of an assertion's difference, the beginning tells; all of it is in Vitest's own output.
const longestError = 4_000
// Room before and after the test, so that its first and last moments can be seen.
const margin = 0.04

export function renderTestPart(test: TestRecord, record: RunRecord, { open }: { readonly open: boolean }): Html {
  const { attempts, error } = test
  return html`<article class="test" id="${testAnchor(test.id)}"><details${open ? html` open` : undefined}>
<summary><h3>${test.name}</h3><p class="place"><span>${test.file}${test.project === undefined ? undefined : ` (${test.project})`}</span>
<span>failed after ${tellDuration(test.endedAtMs - test.startedAtMs)}, ${tellOffset(test.startedAtMs - record.startedAtMs)} into the run</span></p>${error === undefined ? undefined : html`<p class="first">${error.split('\n', 1)[0]}</p>`}</summary>
${error === undefined ? undefined : html`<pre class="error" tabindex="0">${shorten(withoutSummary(error, attempts.at(-1)))}</pre>`}
${attempts.length === 0 ? html`<p class="none">Nothing of the cluster was kept for it.</p>` : undefined}
${attempts.toReversed().map((attempt, index) => (index === 0 ? renderAttempt(attempt, attempts.length, test, record) : renderEarlier(attempt, attempts.length - index, test, record)))}
</details></article>`
}

/** Behind a line of its own: the last attempt is the one whose failure is told. */
function renderEarlier(attempt: AttemptRecord, number: number, test: TestRecord, record: RunRecord): Html {
  return html`<details class="earlier">
    <summary>${tellAttempt(attempt, number, test)}</summary>
    ${renderAttempt(attempt, number, test, record)}
  </details>`
}

function renderAttempt(attempt: AttemptRecord, number: number, test: TestRecord, record: RunRecord): Html {
  const { namespace, summary, bundle, startedAtMs } = attempt
  const isLastOfSeveral = test.attempts.length > 1 && number === test.attempts.length
  const events = record.events.filter((event) => namespace !== undefined && event.namespace === namespace)
  return html`<section class="attempt">
    ${isLastOfSeveral ? html`<h4>${tellAttempt(attempt, number, test)}</h4>` : undefined}
    ${
      summary.length > 0
        ? html`<h5>What was seen</h5>
            <ol class="summary">
              ${summary.map((line) => html`<li>${line}</li>`)}
            </ol>`
        : undefined
    }
    <h5>Meanwhile${namespace === undefined ? undefined : html`, in namespace <code>${namespace}</code>`}</h5>
    ${renderMeanwhile(attempt, test, record)} ${renderEvents(events, startedAtMs)} ${bundle === undefined ? undefined : renderFiles(bundle)}
  </section>`
}

function tellAttempt({ state, startedAtMs, endedAtMs }: AttemptRecord, number: number, { attempts }: TestRecord): string {
  return `Attempt ${number} of ${attempts.length}: ${state} after ${tellDuration(endedAtMs - startedAtMs)}`
}

function renderMeanwhile({ namespace, startedAtMs, endedAtMs, state }: AttemptRecord, { name }: TestRecord, record: RunRecord): Html {
  const roomMs = Math.max(50, (endedAtMs - startedAtMs) * margin)
  const scale = createScale(startedAtMs, endedAtMs + roomMs)
  const pods = record.pods.filter((pod) => namespace !== undefined && pod.namespace === namespace).toSorted(byTrouble)
  const events = record.events.filter((event) => event.namespace === namespace && isWithin(event.atMs))
  const changes = record.nodeChanges.filter(({ atMs }) => isWithin(atMs))
  const left = pods.length - mostPodRows
  const whole = { startMs: startedAtMs, endMs: endedAtMs, kind: state, tip: name }
  const groups: Group[] = [
    { rows: [{ label: 'test', note: tellDuration(endedAtMs - startedAtMs), lanes: [[whole]] }] },
    {
      title: 'Pods',
      note: left > 0 ? `${pods.length}, ${left} of them not drawn` : String(pods.length),
      rows: pods.slice(0, mostPodRows).map((pod) => podRow(pod, record.endedAtMs)),
    },
    {
      title: 'Events',
      note: String(events.length),
      rows: markRows(events, ({ type }) => (type === 'Warning' ? 'warnings' : 'normal'), eventMark),
    },
    { title: 'Nodes', rows: markRows(changes, ({ node }) => node, nodeMark) },
  ]
  return renderTimeline(scale, groups, { label: `Timeline of the test; its pods and events are told in words beside and below` })

  function isWithin(atMs: number): boolean {
    return atMs >= startedAtMs - 1_000 && atMs <= endedAtMs + roomMs
  }
}

/** The pod, and below it the runs of its containers. */
function podRow(pod: PodRecord, endMs: number): Row {
  const runs = pod.containers.map(({ name, startedAtMs, endedAtMs, exitCode, reason }) => ({
    startMs: startedAtMs,
    endMs: endedAtMs ?? pod.goneAtMs ?? endMs,
    kind: `container ${endedAtMs === undefined ? 'running' : exitCode === 0 ? 'succeeded' : 'failed'}`,
    tip: `container ${name}: ${endedAtMs === undefined ? 'running' : `ended with ${exitCode ?? 'no exit code'} (${reason ?? 'no reason given'}) after ${tellDuration(endedAtMs - startedAtMs)}`}`,
  }))
  return { label: pod.name, note: tellPod(pod), lanes: [podBars(pod, endMs), ...(runs.length > 0 ? [runs] : [])], height: 'tall' }
}

function tellPod({ readyAtMs, createdAtMs, containers, phases, node }: PodRecord): string {
  const ended = containers.filter(({ exitCode }) => exitCode !== undefined)
  const last = ended.findLast(({ exitCode }) => exitCode !== 0)
  if (last)
    return `${last.reason === undefined || last.reason === 'Error' ? '' : `${last.reason}, `}exit ${last.exitCode}${ended.length > 1 ? `, ${ended.length} times` : ''}`
  if (readyAtMs !== undefined) return `ready after ${tellDuration(readyAtMs - createdAtMs)}`
  if (node === undefined) return 'on no node'
  return phases.at(-1)?.phase === 'Running' ? 'not ready' : (phases.at(-1)?.phase ?? 'not ready')
}

/** Those that did not become ready first, then in the order in which they were made. */
function byTrouble(a: PodRecord, b: PodRecord): number {
  return Number(isFine(a)) - Number(isFine(b)) || a.createdAtMs - b.createdAtMs
}

function isFine({ readyAtMs, containers }: PodRecord): boolean {
  return readyAtMs !== undefined && containers.every(({ exitCode = 0 }) => exitCode === 0)
}

// How the failure goes on where a summary was added to it: keep with vitest/worker/explain-test.ts.
const summaryBegins = /\n\s*when it failed, in [^\n]+:\n/

const keptLine = /\n\s+kept {3}\S+\/(?=\n|$)/g

/** What stands below, summary and files, is not told twice. */
function withoutSummary(error: string, last: AttemptRecord | undefined): string {
  const at = last && last.summary.length > 0 ? error.search(summaryBegins) : -1
  return (at < 0 ? error : error.slice(0, at)).replaceAll(keptLine, '')
}

function shorten(text: string): string {
  return text.length > longestError ? `${text.slice(0, longestError)}\n… ${text.length - longestError} more characters` : text
}
