// Results → one page, whole in itself. Pure.
import { renderDocument } from '../../../src/artifacts/page/document.ts'
import { html, type Html } from '../../../src/artifacts/page/html.ts'
import type { BenchFacts } from '../run/facts.ts'
import type { GroupResult } from '../run/results.ts'
import { renderCurves } from './curves.ts'
import { renderRows } from './rows-table.ts'
import { style } from './style.ts'
import { tellRatio } from './tell.ts'
import { renderTimelines } from './timelines.ts'

export interface BenchResults {
  readonly facts: BenchFacts
  readonly groups: readonly GroupResult[]
}

export function renderBenchPage({ facts, groups }: BenchResults): string {
  const headline = tellHeadline(groups)
  const [drawn, leftOut] = [groups.filter((group) => group.leftOut === undefined), groups.filter((group) => group.leftOut !== undefined)]
  // Points of a curve are drawn as one; what went wrong with them is told in words.
  const plain = drawn.filter(
    ({ rows }) => rows.every(({ curve }) => curve === undefined) || rows.some(({ failures }) => failures.length > 0),
  )
  return renderDocument({
    title: headline,
    ownStyle: style,
    header: html`<h1>${headline}</h1>
      <p class="lead">
        vitest-kind and the real kind, in turn, on one machine and with one node image. Medians; a ratio is of the same round. A cluster
        counts as usable when its nodes and CoreDNS are Ready and a pod has resolved the name of the API, judged from outside in the same
        way for both.
      </p>
      ${renderFacts(facts, groups)}
      <ul class="key" aria-hidden="true">
        <li>
          <span class="ratio"><b></b></span>ours, of kind's time
        </li>
        <li>
          <span class="ratio"><i class="one" style="left:50%"></i></span>kind's
        </li>
        <li>
          <span class="ratio"><i class="span" style="left:0;width:100%"></i></span>from the best round to the worst
        </li>
        <li>
          <span class="ratio"><i class="goal" style="left:50%"></i></span>goal
        </li>
      </ul>`,
    main: html`${plain.map(renderGroup)}${renderCurves(drawn)}
    ${
      leftOut.length > 0
        ? html`<section>
            <h2>Left out</h2>
            <ul>
              ${leftOut.map(({ title, leftOut: why }) => html`<li>${title}: ${why}</li>`)}
            </ul>
          </section>`
        : undefined
    }`,
  })
}

function renderGroup(group: GroupResult): Html | undefined {
  if (group.rows.length === 0) return undefined
  return html`<section>${renderRows(group)}${renderTimelines(group)}</section>`
}

function tellHeadline(groups: readonly GroupResult[]): string {
  const create = groups.flatMap(({ rows }) => rows).find(({ name, ratio }) => name === 'create-1' && ratio !== undefined)
  return create ? `A usable cluster in ${tellRatio(create.ratio!.median)} of kind's time` : 'vitest-kind beside kind'
}

function renderFacts(facts: BenchFacts, groups: readonly GroupResult[]): Html {
  const { date, cores, processor, kernel, engine, image, kind } = facts
  const all: (readonly [string, string])[] = [
    ['measured', date],
    ['rounds', tellRounds(groups)],
    ['machine', `${cores} cores, ${processor}`],
    ['kernel', kernel],
    ['engine', engine],
    ['image', image],
    ['kind', kind],
  ]
  const others = groups.flatMap(({ rows }) => rows.flatMap((row) => row.others ?? []))
  if (others.length > 0) all.push(['used by others', `up to ${Math.round(Math.max(...others) * 100)} % of the processors`])
  return html`<dl class="facts">
    ${all.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** `5`; `1–5` where rows differ. */
function tellRounds(groups: readonly GroupResult[]): string {
  const counts = groups.flatMap(({ rows }) => rows.map(({ values }) => Math.max(values.ours.length, values.kind.length)))
  if (counts.length === 0) return '0'
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(most) : `${least}–${most}`
}
