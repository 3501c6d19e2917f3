import { expect, test } from 'vitest'
import type { ClusterSelector } from '../../../../src/vitest/request.ts'
import { checkIsolation } from '../../../../src/vitest/worker/check-isolation.ts'

const check = (selector: ClusterSelector | undefined, isolation: unknown): string => {
  try {
    return JSON.stringify(checkIsolation(selector, isolation, 'kindCluster() in a.test.ts'))
  } catch (error) {
    return (error as Error).message.split('\n').slice(1, -1).join('\n').trim()
  }
}

test('options come back', () => {
  expect(check({ workers: 2, reuse: 'never' }, { isolated: true })).toBe('{"workers":2,"reuse":"never"}')
})

test('each contradiction is named', () => {
  const cases: [ClusterSelector | undefined, unknown][] = [
    ['ha', { isolated: true }],
    [undefined, { isolated: true }],
    [{ reuse: 'always' }, { isolated: true }],
    [{}, { isolated: false }],
    [{}, { isolate: true }],
    [{}, { shared: true, times: 2 }],
    [{}, true],
    [{}, null],
  ]
  expect(cases.map((one) => check(...one)).join('\n')).toMatchInlineSnapshot(`
    "isolated  cluster "ha" is declared for all files: give the options instead, kindCluster({ … }, { isolated: true })
    isolated  the declared cluster is for all files: give options instead, kindCluster({ … }, { isolated: true })
    reuse  "always" makes no sense beside isolated: that cluster is made for one file and goes with it
    isolated  false is not true; leave it out for a cluster that files share
    isolate  unknown option; did you mean isolated?
    shared  unknown option; known here: isolated
      times  unknown option; known here: isolated
    true is not { isolated: true }
    null is not { isolated: true }"
  `)
})
