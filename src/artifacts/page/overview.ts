// A run's record → its whole timeline: boot, tests, pods, events, nodes, one scale for all.
import type { ActionRecord, PodRecord, RunRecord, TestRecord } from '../run-record.ts'
import type { Html } from './html.ts'
import { joinSpans, packLanes } from './lanes.ts'
import { podBars } from './pod-bars.ts'
import { isOfCluster } from './pod-spans.ts'
import { type Bar, type Group, renderTimeline, type Row } from './rows.ts'
import { createScale } from './scale.ts'
import { testAnchor } from './anchors.ts'
import { count, tellDuration } from './tell.ts'
import { eventMark, markRows, nodeMark } from './marks.ts'

// Of the whole width, what a bar takes at least (style.ts).
const leastShare = 0.003
// Boot actions shorter than this share of the boot stand in one row.
const shortShare = 0.01
const mostFileRows = 40
const mostPodLanes = 24

export function renderOverview(record: RunRecord): Html {
  const scale = createScale(record.startedAtMs, record.endedAtMs)
  const leastMs = (record.endedAtMs - record.startedAtMs) * leastShare
  const [own, others] = [record.pods.filter((pod) => !isOfCluster(pod)), record.pods.filter(isOfCluster)]
  const groups: Group[] = [
    { title: record.cluster.adopted ? 'Adoption' : 'Boot', rows: bootRows(record) },
    { title: 'Tests', note: String(record.tests.length), rows: testRows(record.tests, leastMs) },
    { title: 'Pods of tests', note: String(own.length), rows: podRows(own, record.endedAtMs, leastMs) },
    { title: 'Pods of the cluster', note: String(others.length), rows: podRows(others, record.endedAtMs, leastMs) },
    { title: 'Events', rows: markRows(record.events, ({ type }) => (type === 'Warning' ? 'warnings' : 'normal'), eventMark, leastMs) },
    { title: 'Nodes', rows: markRows(record.nodeChanges, ({ node }) => node, nodeMark, leastMs) },
  ]
  const bands = joinSpans(record.tests.filter(({ state }) => state === 'failed').map(testBar))
  return renderTimeline(scale, groups, {
    zooms: true,
    bands: bands.map((span) => ({ ...span, kind: 'failed', tip: '' })),
    label: `Timeline of the run, ${tellDuration(record.endedAtMs - record.startedAtMs)}; the same is told in words below`,
  })
}

function bootRows({ boot, endedAtMs }: RunRecord): Row[] {
  const bars = boot.map((action) => ({ action, bar: actionBar(action, endedAtMs) }))
  const whole = Math.max(0, ...bars.map(({ bar }) => bar.endMs)) - Math.min(...bars.map(({ bar }) => bar.startMs))
  const isShort = ({ action, bar }: (typeof bars)[number]): boolean =>
    action.state === 'finished' && bar.endMs - bar.startMs < whole * shortShare
  const short = bars.filter(isShort)
  const long = bars.filter((one) => !isShort(one))
  return [
    ...long.map(({ action, bar }) => ({ label: action.action, note: tellDuration(bar.endMs - bar.startMs), lanes: [[bar]] })),
    ...(short.length > 0 ? [{ label: `${short.length} short ones`, lanes: [short.map(({ bar }) => bar)] }] : []),
  ]
}

function actionBar({ action, startedAtMs, endedAtMs, state }: ActionRecord, runEndMs: number): Bar {
  const endMs = endedAtMs ?? runEndMs
  return {
    startMs: startedAtMs,
    endMs,
    kind: `action ${state}`,
    tip: `${action}: ${tellDuration(endMs - startedAtMs)}${state === 'finished' ? '' : `, ${state}`}`,
  }
}

/** A row for each file, those with failures first; where there are very many, the others share one. */
function testRows(tests: readonly TestRecord[], leastMs: number): Row[] {
  const files = [...Map.groupBy(tests, ({ file, project }) => (project === undefined ? file : `${file} (${project})`))]
  const isFailed = ([, all]: (typeof files)[number]): boolean => all.some(({ state }) => state === 'failed')
  const ordered = [...files.filter(isFailed), ...files.filter((one) => !isFailed(one))]
  const [own, rest] = ordered.length <= mostFileRows ? [ordered, []] : [ordered.slice(0, mostFileRows), ordered.slice(mostFileRows)]
  const row = (label: string, all: readonly TestRecord[]): Row => {
    const run = all.filter(({ state }) => state !== 'skipped')
    const failed = all.filter(({ state }) => state === 'failed').length
    return {
      label,
      note: failed > 0 ? `${failed} of ${all.length} failed` : count(all.length, 'test'),
      lanes: packLanes(run.map(testBar), 0, leastMs),
    }
  }
  return [
    ...own.map(([file, all]) => row(file, all)),
    ...(rest.length > 0
      ? [
          row(
            `${rest.length} other files`,
            rest.flatMap(([, all]) => all),
          ),
        ]
      : []),
  ]
}

function testBar(test: TestRecord): Bar {
  const { id, name, state, startedAtMs, endedAtMs } = test
  return {
    startMs: startedAtMs,
    endMs: endedAtMs,
    kind: state,
    tip: `${name}: ${state} after ${tellDuration(endedAtMs - startedAtMs)}`,
    ...(state === 'failed' && { link: `#${testAnchor(id)}` }),
  }
}

/** All in one row: who wants to know a pod's name points at it, or opens a test. */
function podRows(pods: readonly PodRecord[], endMs: number, leastMs: number): Row[] {
  const lanes = packLanes(
    pods.map((pod) => ({ pod, startMs: pod.createdAtMs, endMs: pod.goneAtMs ?? endMs })),
    leastMs,
  )
  if (lanes.length === 0) return []
  const shown = lanes.slice(0, mostPodLanes)
  const left = lanes.slice(mostPodLanes).flat().length
  return [
    {
      label: `at most ${lanes.length} at a time`,
      ...(left > 0 && { note: `${left} are not drawn` }),
      height: 'thin',
      lanes: shown.map((lane) => lane.flatMap(({ pod }) => podBars(pod, endMs))),
    },
  ]
}
