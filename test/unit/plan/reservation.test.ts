import { expect, test } from 'vitest'
import { planReservation } from '../../../src/plan/reservation.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const machine = { cpus: 8, memoryBytes: 16 * 2 ** 30 }
const reserve = (options: { memory?: string; cpus?: number }, role: 'control-plane' | 'worker' = 'worker'): unknown =>
  planReservation(samplePlan({ nodes: [{}, { ...options, role }] }).spec.nodes[1]!, machine)

test('what the host has and the node may not use is set aside, so that the scheduler sees the node as it is', () => {
  expect(reserve({ memory: '4Gi', cpus: 0.5 })).toEqual({ memory: String(12 * 2 ** 30), cpu: '7500m' })
})

test('a control plane keeps the core that its own pods ask for', () => {
  expect(reserve({ cpus: 0.5 }, 'control-plane')).toEqual({ cpu: '7000m' })
})

test('nothing is set aside without limits, under limits above what there is, and of a host that was not asked', () => {
  expect(reserve({})).toBeUndefined()
  expect(reserve({ memory: '32Gi', cpus: 8 })).toBeUndefined()
  expect(planReservation(samplePlan({ nodes: [{ memory: '1Gi' }] }).spec.nodes[0]!, undefined)).toBeUndefined()
})
