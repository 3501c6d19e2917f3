import { expect, test } from 'vitest'
import { readYaml, writeYaml } from '../../../src/support/kube-yaml.ts'
import { readYamlCapture } from '../../support/yaml-capture.ts'

test('what is written is read as it was: texts that look like something else get quotes, numbers none', () => {
  const texts = readYamlCapture().rows.flatMap(({ input }) => [input, input.replace(/^k: /, '')])
  const values = [
    ...texts,
    'no',
    '0o644',
    '1_000',
    '0X1f',
    '22:30',
    '.5',
    '<<',
    '~',
    '',
    'a\u0085b',
    'x\u2028 y',
    '\uFEFF',
    '\u007F',
    ' a ',
    '- a',
    'a: b',
    '#',
    '\n',
    'a\n\n  b\n\n',
  ]
  for (const value of values) {
    expect(readYaml(writeYaml(value))).toEqual({ value, problems: [], notices: [] })
    const nested = { [value]: [value, { k: value }], n: 420, big: 9223372036854775807n, half: 0.5, yes: true, none: null }
    expect(readYaml(writeYaml(nested))).toEqual({ value: nested, problems: [], notices: [] })
  }
})

test('numbers, words and dates stay readable', () => {
  expect(writeYaml({ a: 1, b: 'no', c: '2026-11-24', d: [true, null], e: 'x' })).toBe(
    'a: 1\nb: "no"\nc: 2026-11-24\nd:\n  - true\n  - null\ne: x\n',
  )
})
