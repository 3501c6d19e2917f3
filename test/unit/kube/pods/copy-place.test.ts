import { expect, test } from 'vitest'
import { type CopyPlace, planCopy } from '../../../../src/kube/pods/copy-place.ts'

test.for<readonly [CopyPlace, CopyPlace, object]>([
  ['data/', 'deployment/web:/data', { direction: 'in', target: 'deployment/web', remote: '/data', local: 'data/' }],
  ['pod/x:/etc/passwd', 'out/', { direction: 'out', target: 'pod/x', remote: '/etc/passwd', local: 'out/' }],
  ['widgets.example.com/a.b:c:d', '/o', { direction: 'out', target: 'widgets.example.com/a.b', remote: 'c:d', local: '/o' }],
  ['./pod/x:/y', 'pod/x:/y', { direction: 'in', target: 'pod/x', remote: '/y', local: './pod/x:/y' }],
  [{ in: 'pod/x', path: '/a' }, 'b', { direction: 'out', target: 'pod/x', remote: '/a', local: 'b' }],
])('from %j to %j', ([from, to, expected]) => {
  expect(planCopy(from, to)).toEqual(expected)
})

test.for<readonly [CopyPlace, CopyPlace, string]>([
  ['a', 'b', '"a" and "b" are both paths of this machine'],
  ['pod/a:/x', { in: 'pod/b', path: '/y' }, '"pod/a:/x" and a path "/y" in a container are both in containers'],
  ['pod/a:', 'b', '"pod/a:" has no path'],
  ['', 'pod/a:/x', '"" has no path'],
  [undefined as never, 'pod/a:/x', 'undefined has no path'],
])('from %j to %j cannot be meant', ([from, to, message]) => {
  expect(() => planCopy(from, to)).toThrow(`KIND_CONFIG_INVALID: ${message}`)
})
