// Rows that are points of a curve → a drawing for each curve: what more of it costs. Points stand apart evenly, however far their amounts are.
import { html, type Html } from '../../../src/artifacts/page/html.ts'
import type { Unit } from '../rows/row.ts'
import type { GroupResult, RowResult } from '../run/results.ts'
import { tell, tellShort } from './tell.ts'

type Name = 'ours' | 'kind'

interface Point {
  readonly at: number
  readonly value: number
}

interface Curve {
  readonly name: string
  readonly unit: Unit
  readonly lines: Readonly<Record<Name, readonly Point[]>>
}

const box = { width: 360, height: 220, left: 56, right: 44, top: 14, bottom: 26 }

export function renderCurves(groups: readonly GroupResult[]): Html | undefined {
  const curves = collect(groups)
  if (curves.length === 0) return undefined
  return html`<section aria-labelledby="growth">
    <h2 id="growth">Growth</h2>
    <div class="curves">${curves.map(renderCurve)}</div>
  </section>`
}

function collect(groups: readonly GroupResult[]): Curve[] {
  const rows = groups.flatMap((group) => group.rows.filter((row) => row.curve !== undefined))
  return [...Map.groupBy(rows, ({ curve }) => curve!.name)].map(([name, all]) => ({
    name,
    unit: all[0]!.unit,
    lines: { ours: pointsOf(all, 'ours'), kind: pointsOf(all, 'kind') },
  }))
}

function pointsOf(rows: readonly RowResult[], of: Name): Point[] {
  return rows.flatMap((row) => (row[of] ? [{ at: row.curve!.at, value: row[of].median }] : [])).toSorted((a, b) => a.at - b.at)
}

function renderCurve({ name, unit, lines }: Curve): Html {
  const amounts = [...new Set([...lines.ours, ...lines.kind].map(({ at }) => at))].toSorted((a, b) => a - b)
  const top = roundUp(Math.max(...[...lines.ours, ...lines.kind].map(({ value }) => value)))
  const x = (at: number): number => box.left + ((box.width - box.left - box.right) * amounts.indexOf(at)) / Math.max(1, amounts.length - 1)
  const y = (value: number): number => box.height - box.bottom - ((box.height - box.top - box.bottom) * value) / top
  const words = (of: Name): string => lines[of].map(({ at, value }) => `${at}: ${tell(value, unit)}`).join(', ')
  return html`<figure>
    <figcaption>${name}</figcaption>
    <svg viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="${name}; ours ${words('ours')}; kind ${words('kind')}">
      ${[0, 0.5, 1].map(
        (share) =>
          html`<line class="grid" x1="${box.left}" x2="${box.width - box.right}" y1="${y(top * share)}" y2="${y(top * share)}" />
            <text class="scale" x="${box.left - 8}" y="${y(top * share) + 4}" text-anchor="end"
              >${share === 0 ? '0' : tellShort(top * share, unit)}</text
            >`,
      )}
      ${amounts.map((at) => html`<text class="scale" x="${x(at)}" y="${box.height - 8}" text-anchor="middle">${at}</text>`)}
      ${(['kind', 'ours'] as const).map((of) => {
        const points = lines[of].map(({ at, value }) => ({ at, value, x: x(at), y: y(value) }))
        const last = points.at(-1)
        const other = lines[of === 'ours' ? 'kind' : 'ours'].find(({ at }) => at === last?.at)
        // Two ends that lie together are told above and below each other.
        const shift = last && other && Math.abs(y(other.value) - last.y) < 14 ? (last.value >= other.value ? -5 : 11) : 4
        return html`<polyline class="${of}" points="${points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ')}" />
          ${points.map((point) => html`<circle class="${of}" cx="${point.x}" cy="${point.y}" r="4" data-tip="${of}, ${point.at}: ${tell(point.value, unit)}" />`)}
          ${last && html`<text class="end ${of}" x="${last.x + 9}" y="${last.y + shift}">${of}</text>`}`
      })}
    </svg>
  </figure>`
}

/** 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)))
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10)
}
