// The parts of a timeline: an axis, groups of rows, in each row a label and a track with bars and marks on it. Placed by one scale.
import { html, type Html } from './html.ts'
import type { Scale, Span, Tick } from './scale.ts'
import { tellOffset } from './tell.ts'

export interface Bar extends Span {
  /** Of the style sheet: `passed`, `failed`, `waiting`. */
  readonly kind: string
  /** Shown when it is pointed at. */
  readonly tip: string
  /** Where it leads to on the page. */
  readonly link?: string
}

export interface Mark {
  readonly atMs: number
  readonly kind: string
  readonly tip: string
}

export interface Row {
  readonly label: string
  /** Beside the label, such as how long it took. */
  readonly note?: string
  /** Above each other in the track. */
  readonly lanes: readonly (readonly Bar[])[]
  readonly marks?: readonly Mark[]
  /** `thin`: lower lanes, where there are many. `tall`: with room for the note below the label. */
  readonly height?: 'thin' | 'tall'
}

export interface Group {
  /** Absent where the rows say it themselves. */
  readonly title?: string
  readonly note?: string
  readonly rows: readonly Row[]
}

export interface TimelineOptions {
  /** What the whole is, for who does not see it. */
  readonly label: string
  /** Spans that are marked from top to bottom. */
  readonly bands?: readonly Bar[]
  /** Whether it can be made wider, and so needs more marks on its axis. */
  readonly zooms?: boolean
}

export function renderTimeline(scale: Scale, groups: readonly Group[], { label, bands = [], zooms = false }: TimelineOptions): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <div class="canvas">
      ${renderAxis(
        scale,
        scale.ticks.filter(({ zoom }) => zooms || zoom === 1),
      )}
      <div class="bands" aria-hidden="true">${bands.map((band) => renderBar(scale, band))}</div>
      ${groups.filter(({ rows }) => rows.length > 0).map((group) => renderGroup(scale, group))}
    </div>
  </div>`
}

function renderAxis(scale: Scale, shown: readonly Tick[]): Html {
  const ticks = shown.map(
    ({ atMs, zoom, isLast }) =>
      html`<span class="tick z${zoom}${isLast ? ' last' : ''}" style="${scale.at(atMs)}"><i>${tellOffset(atMs - scale.fromMs)}</i></span>`,
  )
  return html`<div class="axis" aria-hidden="true"><div class="ticks">${ticks}</div></div>`
}

function renderGroup(scale: Scale, { title, note, rows }: Group): Html {
  return html`<section class="group">
    ${title === undefined ? undefined : html`<h3>${title}${note === undefined ? undefined : html` <small>${note}</small>`}</h3>`}
    ${rows.map((row) => renderRow(scale, row))}
  </section>`
}

function renderRow(scale: Scale, { label, note, lanes, marks = [], height }: Row): Html {
  const tracks = lanes.map((bars) => html`<div class="lane">${bars.map((bar) => renderBar(scale, bar))}</div>`)
  const pins = marks.map(({ atMs, kind, tip }) => html`<b class="mark ${kind}" style="${scale.at(atMs)}" data-tip="${tip}"></b>`)
  return html`<div class="row${height && ` ${height}`}">
    <div class="label">${renderLabel(label)}${note === undefined ? undefined : html`<small>${note}</small>`}</div>
    <div class="track">${tracks.length === 0 ? html`<div class="lane"></div>` : tracks}${pins}</div>
  </div> `
}

// As long as what Kubernetes puts behind the name of a pod; and shorter names than this have room.
const tailLength = 6
const longLabel = 20

/** What is too long loses its middle: the end tells pods of one Deployment apart. */
function renderLabel(label: string): Html {
  if (label.length <= longLabel) return html`<span class="name">${label}</span>`
  return html`<span class="name" data-tip="${label}"
    ><span>${label.slice(0, -tailLength)}</span><span>${label.slice(-tailLength)}</span></span
  >`
}

function renderBar(scale: Scale, { kind, tip, link, ...span }: Bar): Html {
  const place = scale.place(span)
  if (link === undefined) return html`<b class="bar ${kind}" style="${place}" data-tip="${tip}"></b>`
  return html`<a class="bar ${kind}" style="${place}" data-tip="${tip}" href="${link}" aria-label="${tip}"></a>`
}
