// Events → a table, warnings first: they are what the kubelet and the controllers complain of.
import type { EventRecord } from '../run-record.ts'
import { html, type Html } from './html.ts'

const most = 40

/** Times count from `fromMs`. */
export function renderEvents(events: readonly EventRecord[], fromMs: number): Html | undefined {
  if (events.length === 0) return undefined
  const warnings = events.filter(({ type }) => type === 'Warning')
  const shown =
    events.length <= most
      ? events
      : [...warnings, ...events.filter(({ type }) => type !== 'Warning')].slice(0, most).toSorted((a, b) => a.atMs - b.atMs)
  const left = events.length - shown.length
  return html`<details class="events" ${warnings.length > 0 ? html` open` : undefined}>
    <summary>${events.length} events, ${warnings.length} of them warnings</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">after</th>
          <th scope="col">event</th>
          <th scope="col">message</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((event) => renderEvent(event, fromMs))}
      </tbody>
    </table>
    ${left > 0 ? html`<p class="none">${left} more are in the test's files.</p>` : undefined}
  </details>`
}

function renderEvent({ atMs, type, reason, object, message, count }: EventRecord, fromMs: number): Html {
  return html`<tr class="${type === 'Warning' ? 'warning' : 'normal'}">
    <td>${(Math.max(0, atMs - fromMs) / 1_000).toFixed(1)} s</td>
    <td><strong>${type === 'Warning' ? 'warning ' : undefined}${reason}</strong> ${object}</td>
    <td>${message}${count > 1 ? html` <small>(${count} times)</small>` : undefined}</td>
  </tr> `
}
