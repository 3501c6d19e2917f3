import { expect, test } from 'vitest'
import { readReport } from '../../conformance/results/ginkgo-report.ts'

test('of a report of Ginkgo, each spec has its result; hooks, benchmarks and what was not in focus have none', () => {
  const spec = (texts: readonly string[], State: string, more: object = {}) => ({
    LeafNodeType: 'It',
    ContainerHierarchyTexts: texts.slice(0, -1),
    LeafNodeText: texts.at(-1),
    State,
    RunTime: 1_234_567_890,
    ...more,
  })
  const report = [
    {
      SpecReports: [
        { ...spec([''], 'passed'), LeafNodeType: 'BeforeSuite', ContainerHierarchyTexts: null },
        spec(['[k8s.io] Container', 'runtime should support', 'starting'], 'passed'),
        spec(['[k8s.io] Image', 'by digest'], 'failed', { Failure: { Message: 'failed to pull\nimage' } }),
        spec(['[k8s.io] NRI'], 'skipped', { Failure: { Message: 'no socket' } }),
        spec(['[k8s.io] Container', 'benchmark about operations on Container'], 'skipped'),
      ],
    },
  ]
  expect(Object.fromEntries(readReport(JSON.stringify(report)))).toEqual({
    '[k8s.io] Container runtime should support starting': { outcome: 'passed', seconds: 1.235 },
    '[k8s.io] Image by digest': { outcome: 'failed', seconds: 1.235, why: 'failed to pull image' },
    '[k8s.io] NRI': { outcome: 'skipped', seconds: 1.235, why: 'no socket' },
  })
})
