// The rows of a group as a table: both medians, and the ratio as a bar beside kind's, which is 1.
import { html, type Html } from '../../../src/artifacts/page/html.ts'
import type { GroupResult, RowResult } from '../run/results.ts'
import { tell, tellRatio, tellSpread } from './tell.ts'

// What is longer ends here: a row that is twice as slow is told by its figure.
const longest = 1.25

export function renderRows({ title, rows }: GroupResult): Html | undefined {
  if (rows.length === 0) return undefined
  return html`<table class="rows">
    <caption>
      ${title}
    </caption>
    <thead>
      <tr>
        <th scope="col">what</th>
        <th scope="col">ours</th>
        <th scope="col">kind</th>
        <th scope="col">ratio</th>
        <th scope="col" class="drawn" aria-hidden="true"></th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(renderRow)}
    </tbody>
  </table>`
}

function renderRow(row: RowResult): Html {
  const { title, unit, ours, kind, ratio, goal, against, failures } = row
  const theirs = kind && (against === undefined ? tell(kind.median, unit) : html`<small>${against}</small> ${tell(kind.median, unit)}`)
  return html`<tr>
    <th scope="row">
      ${title}${failures.length > 0 ? html`<small class="failures">${failures.map((failure) => html`<span>${failure}</span>`)}</small>` : undefined}
    </th>
    ${renderCell('ours', ours && tell(ours.median, unit))} ${renderCell('kind', theirs)}
    ${renderCell('ratio', ratio && html`<b>${tellRatio(ratio.median)}</b> <small>${tellSpread(ratio)}</small>`)}
    <td class="drawn">${ratio && renderRatio(ratio, goal)}</td>
  </tr>`
}

/** Where there is room for one column only, each cell says what it is of. */
function renderCell(of: string, content: Html | string | undefined): Html {
  return content === undefined ? html`<td></td>` : html`<td data-of="${of}">${content}</td>`
}

function renderRatio(ratio: NonNullable<RowResult['ratio']>, goal: number | undefined): Html {
  const place = (value: number): string => `${((Math.min(value, longest) / longest) * 100).toFixed(2)}%`
  const span = `left:${place(ratio.least)};width:calc(${place(ratio.most)} - ${place(ratio.least)})`
  const tip = `ratio ${tellRatio(ratio.median)}, from ${tellRatio(ratio.least)} to ${tellRatio(ratio.most)}${goal === undefined ? '' : `, goal ${tellRatio(goal)}`}`
  return html`<div class="ratio" data-tip="${tip}">
    <i class="one" style="left:${place(1)}"></i><b class="${ratio.median > 1 ? 'more' : 'less'}" style="width:${place(ratio.median)}"></b
    ><i class="span" style="${span}"></i>${goal === undefined ? undefined : html`<i class="goal" style="left:${place(goal)}"></i>`}
  </div>`
}
