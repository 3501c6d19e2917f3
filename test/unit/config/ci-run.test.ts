import { expect, test } from 'vitest'
import { readCiRun } from '../../../src/config/ci-run.ts'
import { ciEnvironments } from '../../support/ci-guides.ts'

test.for<[string | undefined, Record<string, string>]>([
  ['GitHub Actions run 123, job e2e, attempt 2', { CI: 'true', GITHUB_RUN_ID: '123', GITHUB_JOB: 'e2e', GITHUB_RUN_ATTEMPT: '2' }],
  ['GitLab run 7, job e2e 1/2 31', { CI: 'true', CI_PIPELINE_ID: '7', CI_JOB_NAME: 'e2e 1/2', CI_JOB_ID: '31' }],
  ['GitLab run 7, job 31, attempt 2', { CI: 'true', CI_PIPELINE_ID: '7', CI_JOB_ID: '31', CI_JOB_RETRY_COUNT: '1' }],
  ['Buildkite run b-1, job j-1, attempt 1', { CI: 'true', BUILDKITE_BUILD_ID: 'b-1', BUILDKITE_JOB_ID: 'j-1', BUILDKITE_RETRY_COUNT: '0' }],
  ['Jenkins run jenkins-shop-9, job test', { BUILD_TAG: 'jenkins-shop-9', STAGE_NAME: 'test' }],
  ['Jenkins run jenkins-shop-9', { BUILD_TAG: 'jenkins-shop-9' }],
  ['ci', { CI: 'true' }],
  [undefined, {}],
])('%s', ([text, source]) => {
  expect(readCiRun(source)).toBe(text)
})

test('with all that each system sets', () => {
  expect(Object.values(ciEnvironments).map(readCiRun)).toMatchInlineSnapshot(`
    [
      "GitHub Actions run 1658821493, job e2e, attempt 2",
      "GitLab run 1213, job e2e 31415",
      "Jenkins run jenkins-shop-153, job e2e",
      "Buildkite run 4735ba57-80d0-46e2-8fa0-b28223a86586, job e2e e44f9784-e20e-4b93-a21d-f41fd5869db9, attempt 1",
    ]
  `)
})
