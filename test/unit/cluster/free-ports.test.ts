import { expect, test } from 'vitest'
import { findFreePorts } from '../../../src/cluster/free-ports.ts'

test('ports are of a range nobody takes from by chance, and each is another', async () => {
  const ports = await findFreePorts(5)
  expect(new Set(ports).size).toBe(5)
  expect(ports.every((port) => port >= 20_000 && port < 30_000)).toBe(true)
})
