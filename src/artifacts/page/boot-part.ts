// A boot that failed → its part of the page: the action it ended in, why, what to do, and its evidence.
import type { ActionRecord, BootFailure } from '../run-record.ts'
import { renderFiles } from './files.ts'
import { html, type Html } from './html.ts'
import { tellDuration, tellOffset } from './tell.ts'

/** `action`: the one that failed, where it is known. */
export function renderBootPart(
  { what, seen, why, do: remedy, evidence }: BootFailure,
  action: ActionRecord | undefined,
  beganMs: number,
): Html {
  return html`<article class="test">
    <details open>
      <summary>
        <h3>${action?.action ?? 'the boot'}</h3>
        ${action && renderPlace(action, beganMs)}
      </summary>
      <pre class="error" tabindex="0">${what}</pre>
      <section class="attempt">
        ${
          seen.length > 0
            ? html`<h5>What was seen</h5>
                <ol class="summary">
                  ${seen.map((line) => html`<li>${line}</li>`)}
                </ol>`
            : undefined
        }
        <h5>Cause</h5>
        ${why === undefined ? html`<p class="none">No rule knows it; the evidence is below.</p>` : html`<p class="why">${why}</p>`}
        ${
          remedy === undefined
            ? undefined
            : html`<h5>What to do</h5>
                <p class="do">${remedy}</p>`
        }
        ${renderFiles(evidence)}
      </section>
    </details>
  </article>`
}

function renderPlace({ startedAtMs, endedAtMs }: ActionRecord, beganMs: number): Html {
  return html`<p class="place">
    ${endedAtMs === undefined ? undefined : html`<span>failed after ${tellDuration(endedAtMs - startedAtMs)}, ${tellOffset(startedAtMs - beganMs)} into the boot</span>`}
  </p>`
}
