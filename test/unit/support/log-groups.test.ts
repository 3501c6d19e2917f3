import { expect, test } from 'vitest'
import { createLogGroups } from '../../../src/support/log-groups.ts'

const say = (folds: boolean, what: (groups: ReturnType<typeof createLogGroups>, print: (line: string) => void) => void): string[] => {
  const lines: string[] = []
  const print = (line: string): void => void lines.push(line)
  what(createLogGroups(print, folds), print)
  return lines
}

test('one thing folds, and the next one too; elsewhere nothing is printed for it', () => {
  const inTurn = (groups: ReturnType<typeof createLogGroups>): void => {
    for (const title of ['web', 'db']) {
      const group = groups.begin(title)
      group.end()
      group.end()
    }
  }
  expect(say(true, inTurn)).toEqual(['::group::web', '::endgroup::', '::group::db', '::endgroup::'])
  expect(say(false, inTurn)).toEqual([])
})

test('of two at once all is shown from when the second begins', () => {
  const lines = say(true, (groups, print) => {
    const web = groups.begin('web')
    print('of web')
    const db = groups.begin('db')
    print('of both')
    web.end()
    const third = groups.begin('third')
    print('of db and the third')
    db.end()
    third.end()
    groups.begin('later').end()
  })
  expect(lines).toEqual(['::group::web', 'of web', '::endgroup::', 'of both', 'of db and the third', '::group::later', '::endgroup::'])
})
