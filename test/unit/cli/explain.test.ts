import { expect, test } from 'vitest'
import { renderExplanation } from '../../../src/cli/commands/explain.ts'

const well = { cluster: 'web', wrong: false, lines: [], namespaces: [], lately: [], problems: [] }

test('a cluster that is well is told in a line', () => {
  expect(renderExplanation(well)).toBe('cluster web: nothing is wrong')
})

test('the cluster first, then the namespaces, then what is over and what could not be asked', () => {
  const told = renderExplanation({
    cluster: 'web',
    wrong: true,
    lines: ['container web-worker is paused', 'Node web-worker is Ready=Unknown: NodeStatusUnknown'],
    namespaces: [{ name: 'shop', lines: ['Deployment web has 0 of 2 replicas Ready', 'web wrote: no database at db:5432'] }],
    lately: ['warning Unhealthy on Pod db: Readiness probe failed'],
    problems: ['GET /api/v1/events: 403 events is forbidden'],
  })
  expect(told).toMatchInlineSnapshot(`
    "cluster web
      container web-worker is paused
      Node web-worker is Ready=Unknown: NodeStatusUnknown
    namespace shop
      Deployment web has 0 of 2 replicas Ready
      web wrote: no database at db:5432
    in the last ten minutes
      warning Unhealthy on Pod db: Readiness probe failed
    could not be asked
      GET /api/v1/events: 403 events is forbidden"
  `)
})

test('a cluster full of trouble fits a page', () => {
  const lines = Array.from({ length: 30 }, (_, number) => `Pod web-${number} is Pending`)
  const namespaces = Array.from({ length: 40 }, (_, number) => ({ name: `shop-${number}`, lines }))
  const told = renderExplanation({ ...well, wrong: true, namespaces }).split('\n')
  expect(told.length).toBe(1 + 10 * 12 + 1)
  expect(told.at(-1)).toBe('30 more namespaces; --json has them')
  expect(told).toContain('  20 more lines; --json has them')
})
