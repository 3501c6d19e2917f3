// Boots of one group → drawn on one scale, round by round, and in words what each step took at the median.
import { html, type Html } from '../../../src/artifacts/page/html.ts'
import { packLanes } from '../../../src/artifacts/page/lanes.ts'
import { type Bar, renderTimeline } from '../../../src/artifacts/page/rows.ts'
import { createScale } from '../../../src/artifacts/page/scale.ts'
import { tellDuration } from '../../../src/artifacts/page/tell.ts'
import type { Step } from '../contenders/contender.ts'
import type { GroupResult, Timeline } from '../run/results.ts'
import { phaseOf, phases } from './phases.ts'

export function renderTimelines({ title, timelines }: GroupResult): Html | undefined {
  if (timelines.length === 0) return undefined
  const scale = createScale(0, Math.max(...timelines.map(({ totalMs }) => totalMs)))
  // Of ours there may be several ways to a cluster.
  const areMany = new Set(timelines.map(({ row }) => row)).size > 1
  const nameOf = ({ row, of }: Timeline): string => (areMany && of === 'ours' ? row : of)
  const rounds = [...Map.groupBy(timelines, ({ round }) => round)]
  return html`<h3>Where the time goes</h3>
    <ul class="legend" aria-hidden="true">
      ${phases.map((phase, index) => html`<li><b class="bar phase${index}"></b>${phase}</li>`)}
      <li><b class="bar outside"></b>seen from outside</li>
    </ul>
    <div class="whole">
      ${renderTimeline(
        scale,
        rounds.map(([round, both]) => ({
          title: `Round ${round}`,
          rows: both.map((timeline) => ({
            label: nameOf(timeline),
            note: tellDuration(timeline.totalMs),
            lanes: packLanes(timeline.steps.map(barOf)),
            height: 'thin' as const,
          })),
        })),
        { label: `${title}: the steps of each boot to scale; their medians are told in words below` },
      )}
    </div>
    <details class="all steps">
      <summary>The steps in words</summary>
      <div class="pair">${[...Map.groupBy(timelines, nameOf)].map(([name, all]) => renderSteps(name, all))}</div>
    </details>`
}

function barOf(step: Step): Bar {
  return {
    startMs: step.startMs,
    endMs: step.endMs,
    kind: step.outside ? 'outside' : `phase${phases.indexOf(phaseOf(step))}`,
    tip: `${step.name}: ${tellDuration(step.endMs - step.startMs)}, from ${tellDuration(step.startMs)} on${step.outside ? ', seen from outside' : ''}`,
  }
}

function renderSteps(of: string, timelines: readonly Timeline[]): Html {
  const steps = timelines.flatMap((timeline) => timeline.steps)
  const rows = [...Map.groupBy(steps, ({ name }) => name)].map(([name, all]) => ({
    name,
    startMs: median(all.map(({ startMs }) => startMs)),
    tookMs: median(all.map(({ startMs, endMs }) => endMs - startMs)),
  }))
  return html`<table>
    <thead>
      <tr>
        <th>${of}</th>
        <th>begins after</th>
        <th>takes</th>
      </tr>
    </thead>
    <tbody>
      ${rows
        .toSorted((a, b) => a.startMs - b.startMs)
        .map(
          ({ name, startMs, tookMs }) =>
            html`<tr>
              <td>${name}</td>
              <td>${tellDuration(startMs)}</td>
              <td>${tellDuration(tookMs)}</td>
            </tr>`,
        )}
    </tbody>
  </table>`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
