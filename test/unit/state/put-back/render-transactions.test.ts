import { expect, test } from 'vitest'
import { renderTransactions } from '../../../../src/state/put-back/render-transactions.ts'

test('a transaction compares nothing, puts all, and does nothing else', () => {
  expect(renderTransactions([{ key: '/registry/a', json: '{"a":"b\\"c"}' }])).toEqual([
    '\nput "/registry/a" "{\\"a\\":\\"b\\\\\\"c\\"}"\n\n\n',
  ])
})

test('what is too much for one is put by several, each object whole', () => {
  const large = JSON.stringify('x'.repeat(600_000))
  const all = renderTransactions(['a', 'b', 'c'].map((key) => ({ key, json: large })))
  expect(all.map((text) => [...text.matchAll(/^put "(\w)"/gm)].map(([, key]) => key))).toEqual([['a'], ['b'], ['c']])
})

test('nothing to put is no transaction', () => {
  expect(renderTransactions([])).toEqual([])
})
