import { expect, test } from 'vitest'
import { readArguments } from '../../conformance/arguments.ts'

test('without a word all of it runs, until it is done', () => {
  expect(readArguments([])).toMatchObject({
    on: ['ours-1', 'ours-1+2', 'kind-1', 'kind-1+2'],
    again: 'never',
    lanes: 4,
    forMs: 86_400_000,
    keep: false,
  })
})

test('a part of it, for a time', () => {
  const read = readArguments(['--on', 'kind-1', '--minutes', '8', '--again', 'failed', '--keep', '--only', 'sig-node'])
  expect(read).toMatchObject({ on: ['kind-1'], forMs: 480_000, again: 'failed', keep: true, only: /sig-node/ })
})

test.for([
  [['--on', 'ours-2'], '--on ours-2: there is no such target'],
  [['--lanes', '0'], '--lanes 0: expected a whole number from 1'],
  [['--again', 'now'], '--again now: expected failed or all'],
  [['--only', '('], '--only (: '],
  [['--others'], '--others: say with --only which'],
  [['--fast'], "Unknown option '--fast'"],
] as const)('%j is refused with what there is', ([argv, message]) => {
  expect(() => readArguments(argv)).toThrow(message)
  expect(() => readArguments(argv)).toThrow('npm run test:conformance -- [--on ours-1,ours-1+2,kind-1,kind-1+2]')
})
