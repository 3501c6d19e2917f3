// The record of a run → one HTML page, whole in itself: it asks nobody for anything, and works from a folder that was downloaded. Pure.
// What failed comes first, then the whole run drawn to scale, then every test in words.
import type { ActionRecord, RunRecord, TestRecord } from '../run-record.ts'
import { renderBootPart } from './boot-part.ts'
import { renderDocument } from './document.ts'
import { html, type Html } from './html.ts'
import { renderOverview } from './overview.ts'
import { renderLegend } from './legend.ts'
import { count, tellDuration, tellMoment } from './tell.ts'
import { renderTestPart } from './test-part.ts'
import { renderTestsTable } from './tests-table.ts'
import { renderZoom } from './zoom.ts'

// More at once are as good as none to a reader: of many the first one is open, and the others are a key away.
const openAtOnce = 2
const mostGaps = 10

export function renderRunPage(record: RunRecord): string {
  const { cluster, tests, gaps, failure } = record
  const failed = tests.filter(({ state }) => state === 'failed')
  const headline = tellOutcome(record)
  return renderDocument({
    title: `${headline} · ${cluster.name}`,
    header: html`<h1 class="${failed.length > 0 || failure ? 'failed' : 'passed'}">${headline}</h1>
      ${renderFacts(record)}`,
    main: html`${failed.length > 0 || failure ? renderFailures(failed, record) : undefined}
      <section aria-labelledby="run">
        <div class="head">
          <h2 id="run">The whole ${failure ? 'boot' : 'run'}</h2>
          ${failure ? undefined : renderLegend()}
        </div>
        <div class="whole">${renderZoom()}${renderOverview(record)}</div>
        ${
          gaps.length > 0
            ? html`<h3 class="gaps">What could not be had</h3>
                <ul class="gaps">
                  ${gaps.slice(0, mostGaps).map((gap) => html`<li>${gap}</li>`)}${gaps.length > mostGaps ? html`<li>${gaps.length - mostGaps} more</li>` : undefined}
                </ul>`
            : undefined
        }
      </section>
      ${
        tests.length > 0
          ? html`<section>
              <details class="all">
                <summary><h2>All ${count(tests.length, 'test')}</h2></summary>
                ${renderTestsTable(record)}
              </details>
            </section>`
          : undefined
      }`,
  })
}

function tellOutcome({ tests, boot }: RunRecord): string {
  const failed = tests.filter(({ state }) => state === 'failed').length
  const run = tests.filter(({ state }) => state !== 'skipped').length
  const broken = findBroken(boot)
  if (run === 0 && broken) return `The cluster did not come up: ${broken.action} failed`
  if (failed > 0) return `${failed} of ${count(run, 'test')} failed`
  return run === 0 ? 'No test ran' : `${count(run, 'test')} passed`
}

function renderFacts({ cluster, startedAtMs, endedAtMs, tests }: RunRecord): Html {
  const skipped = tests.filter(({ state }) => state === 'skipped').length
  const versions = Object.entries(cluster.versions).map(([name, version]) => `${name} ${version}`)
  const facts: readonly (readonly [string, string])[] = [
    ['cluster', cluster.name],
    ['Kubernetes', cluster.kubernetesVersion],
    ...(cluster.nodes.length > 0 ? ([['nodes', String(cluster.nodes.length)]] as const) : []),
    ['began', tellMoment(startedAtMs)],
    ['took', tellDuration(endedAtMs - startedAtMs)],
    ...(skipped > 0 ? ([['skipped', count(skipped, 'test')]] as const) : []),
    ...(versions.length > 0 ? ([['with', versions.join(', ')]] as const) : []),
  ]
  return html`<dl class="facts">
    ${facts.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

function renderFailures(failed: readonly TestRecord[], record: RunRecord): Html {
  const { failure, boot, startedAtMs } = record
  return html`<section aria-labelledby="failed">
    <h2 id="failed">What failed</h2>
    ${failure && renderBootPart(failure, findBroken(boot), startedAtMs)}
    ${failed.map((test, index) => renderTestPart(test, record, { open: index === 0 || failed.length <= openAtOnce }))}
  </section>`
}

/** Of actions that were done at once and ended together, the first: the others of a stage wait for those before them. */
function findBroken(boot: readonly ActionRecord[]): ActionRecord | undefined {
  return boot.find(({ state }) => state === 'failed')
}
