import { expect, test } from 'vitest'
import type { KubeObject } from '../../../../src/kube/object.ts'
import { resolvePort } from '../../../../src/kube/pods/target-port.ts'

const service = {
  kind: 'Service',
  spec: { ports: [{ name: 'http', port: 80, targetPort: 'web' }, { name: 'admin', port: 90, targetPort: 9090 }, { port: 70 }] },
} as unknown as KubeObject
const pod = {
  metadata: { name: 'web-1' },
  spec: { containers: [{ name: 'a' }, { name: 'b', ports: [{ name: 'web', containerPort: 8080 }] }] },
} as unknown as KubeObject

test.for<readonly [number | string, number]>([
  [80, 8080],
  ['http', 8080],
  ['admin', 9090],
  [70, 70],
])('port %s of a Service leads where the Service leads it', ([port, expected]) => {
  expect(resolvePort({ title: 'Service web', owner: service }, port)(pod)).toBe(expected)
})

test('of anything else a number is a number, and a name that of a container’s port', () => {
  expect(resolvePort({ title: 'Pod web-1' }, 5432)(pod)).toBe(5432)
  expect(resolvePort({ title: 'Pod web-1' }, 'web')(pod)).toBe(8080)
})

test.for<readonly [KubeObject | undefined, number | string, string]>([
  [service, 81, 'Service web has no port 81; it has 80 (http), 90 (admin), 70'],
  [service, 'htp', 'Service web has no port htp; did you mean http?'],
  [undefined, 'wbe', 'Pod web-1 has no port named "wbe"; did you mean web?; it has web'],
  [undefined, 0, '0 is no port'],
  [undefined, 1.5, '1.5 is no port'],
  [undefined, 65_536, '65536 is no port'],
])('what is not there is told: %#', ([owner, port, message]) => {
  expect(() => resolvePort({ title: 'Service web', ...(owner && { owner }) }, port)(pod)).toThrow(message)
})
