// All tests of a run in words, in the order in which they began: what the bars of the timeline are, for who reads or searches.
import type { RunRecord, TestRecord } from '../run-record.ts'
import { testAnchor } from './anchors.ts'
import { html, type Html } from './html.ts'
import { tellDuration, tellOffset } from './tell.ts'

export function renderTestsTable({ tests, startedAtMs }: RunRecord): Html {
  return html`<table class="tests">
    <thead>
      <tr>
        <th scope="col">began</th>
        <th scope="col">test</th>
        <th scope="col">took</th>
        <th scope="col">state</th>
      </tr>
    </thead>
    <tbody>
      ${tests.map((test) => renderRow(test, startedAtMs))}
    </tbody>
  </table>`
}

function renderRow({ id, name, file, project, state, startedAtMs, endedAtMs }: TestRecord, fromMs: number): Html {
  const title = state === 'failed' ? html`<a href="#${testAnchor(id)}">${name}</a>` : html`${name}`
  const [began, took] = state === 'skipped' ? ['', ''] : [tellOffset(startedAtMs - fromMs), tellDuration(endedAtMs - startedAtMs)]
  return html`<tr class="${state}">
    <td>${began}</td>
    <td>${title} <small>${file}${project === undefined ? undefined : ` (${project})`}</small></td>
    <td>${took}</td>
    <td>${state}</td>
  </tr> `
}
