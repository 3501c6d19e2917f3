import { expect, test as base } from 'vitest'
import type { TestProject } from 'vitest/node'
import { prepareEnvironment } from '../../../../src/vitest/main/project-environment.ts'

const test = base
  .extend('printed', (): string[] => [])
  .extend('createProject', ({ printed }) => (env: Record<string, string> | undefined): TestProject => {
    const logger = { log: (line: string) => void printed.push(line) }
    return { name: 'e2e', config: { env }, vitest: { logger } } as unknown as TestProject
  })

test('a project without an environment gets one', ({ createProject, printed }) => {
  const project = createProject(undefined)
  prepareEnvironment(project)('/kubeconfig')
  expect(project.config.env).toEqual({ KUBECONFIG: '/kubeconfig', KUBERNETES_SERVICE_HOST: '', KUBERNETES_SERVICE_PORT: '' })
  expect(printed).toEqual([])
})

test('what else it has stays, a KUBECONFIG is replaced, each time, and that is said once', ({ createProject, printed }) => {
  const project = createProject({ KUBECONFIG: '/of/the/user', KUBERNETES_SERVICE_HOST: 'pretended', A: 'b' })
  const set = prepareEnvironment(project)
  set('/first')
  set('/second')
  expect(project.config.env).toMatchObject({ KUBECONFIG: '/second', KUBERNETES_SERVICE_HOST: 'pretended', A: 'b' })
  expect(printed).toEqual([' kind  KUBECONFIG in test.env is not used: in tests it is that of their cluster (e2e)'])
})
