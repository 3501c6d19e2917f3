import { expect, test } from 'vitest'
import { countOpenPorts, fixOpenPorts } from '../../../src/plan/open-ports.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const { spec } = samplePlan({
  nodes: [{ extraPortMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: -1 }, { containerPort: 82, hostPort: 8082 }] }],
})
const mapped = (free: number[]): number[] => fixOpenPorts(spec, free).nodes[0]!.extraPortMappings.map(({ hostPort }) => hostPort)

test('the port of the API server and those that are left open get numbers, others stay', () => {
  expect(countOpenPorts(spec)).toBe(2)
  expect(fixOpenPorts(spec, [20_001, 20_002]).networking.apiServerPort).toBe(20_001)
  expect(mapped([20_001, 20_002])).toEqual([20_002, -1, 8082])
})

test('where too few are free, the engine chooses', () => {
  expect(mapped([20_001])).toEqual([-1, -1, 8082])
})

test('the spec in the label, by which clusters are compared, is the one that was asked for', () => {
  const container = samplePlan().nodes[0]!.container
  expect(JSON.parse(container.Labels['io.vitest-kind.spec']!)).toMatchObject({ networking: { apiServerPort: 0 } })
  expect(container.HostConfig).toMatchObject({ PortBindings: { '6443/tcp': [{ HostPort: '20001' }] } })
})
