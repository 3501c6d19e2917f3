// What the colours and patterns of the timeline stand for.
import { html, type Html } from './html.ts'

const kinds: readonly (readonly [kind: string, meaning: string])[] = [
  ['bar action finished', 'boot action'],
  ['bar passed', 'passed'],
  ['bar failed', 'failed'],
  ['bar pod waiting', 'pod waits'],
  ['bar pod starting', 'starts'],
  ['bar pod ready', 'ready'],
  ['bar pod ending', 'ends'],
  ['mark warning', 'warning'],
]

export function renderLegend(): Html {
  return html`<ul class="legend" aria-hidden="true">
    ${kinds.map(([kind, meaning]) => html`<li><b class="${kind}"></b>${meaning}</li>`)}
  </ul>`
}
