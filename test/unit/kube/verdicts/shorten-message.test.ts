import { expect, test } from 'vitest'
import { parseQuantity } from '../../../../src/kube/verdicts/quantity.ts'
import { shortenMessage } from '../../../../src/kube/verdicts/shorten-message.ts'

test.for([
  [
    'Back-off pulling image "registry.invalid/web:2": ErrImagePull: failed to pull and unpack image "registry.invalid/web:2": failed to resolve reference "registry.invalid/web:2": failed to do request: Head "https://registry.invalid/v2/web/manifests/2": dial tcp: lookup registry.invalid on 10.0.0.1:53: no such host',
    'dial tcp: lookup registry.invalid on 10.0.0.1:53: no such host',
  ],
  [
    'Failed to pull image "docker.io/library/web:2": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/web:2": failed to resolve reference "docker.io/library/web:2": docker.io/library/web:2: not found',
    'docker.io/library/web:2: not found',
  ],
  ['back-off 10s restarting failed container=web pod=web-5f4_shop(0f3-a)', 'next try in 10s'],
  [
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector",
  ],
  ['Error creating: pods "web-6f-x2" is forbidden: exceeded quota: none', 'exceeded quota: none'],
  ['Internal error occurred: failed calling webhook "a.b": failed to call webhook', 'failed calling webhook "a.b": failed to call webhook'],
  ['two\n  lines', 'two lines'],
  ['plain', 'plain'],
  ['', ''],
])('%s', ([message, short]) => {
  expect(shortenMessage(message!)).toBe(short)
})

test('what is still too long ends in an ellipsis', () => {
  expect(shortenMessage('x'.repeat(1_000))).toMatch(/^x{239}…$/)
})

test.for([
  ['250m', 0.25],
  ['2', 2],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['2e3', 2_000],
  ['128k', 128_000],
  ['1E', 1e18],
  ['1000000n', 0.001],
  ['', undefined],
  ['many', undefined],
  ['1Q', undefined],
] as const)('the quantity "%s" is %s', ([text, number]) => {
  expect(parseQuantity(text)).toBe(number)
})
