// How wide the timeline is to be: a choice that the script carries out, and that is not there without it.
import { html, type Html } from './html.ts'
import { zooms } from './scale.ts'

export function renderZoom(): Html {
  return html`<fieldset class="zoom" hidden>
    <legend>width</legend>
    ${zooms.map(
      (zoom) => html`<label><input type="radio" name="zoom" value="${zoom}" ${zoom === 1 ? html` checked` : undefined} />×${zoom}</label>`,
    )}
  </fieldset>`
}
