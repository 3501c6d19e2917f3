// The pages of src/ci, as their tests look at them: the files that each shows, and what of these is given to a shell, in order.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const ciSystems = ['github-actions', 'gitlab-ci', 'jenkins', 'buildkite'] as const
export type CiSystem = (typeof ciSystems)[number]

/** What each system sets, by its own documentation, as far as it says which run, job and attempt it is. */
export const ciEnvironments: Readonly<Record<CiSystem, Readonly<Record<string, string>>>> = {
  'github-actions': {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKFLOW: 'e2e',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_JOB: 'e2e',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
  },
  'gitlab-ci': {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PIPELINE_ID: '1213',
    CI_PIPELINE_IID: '10',
    CI_JOB_ID: '31415',
    CI_JOB_NAME: 'e2e',
    CI_JOB_STAGE: 'test',
    CI_RUNNER_ID: '7',
  },
  jenkins: {
    BUILD_ID: '153',
    BUILD_NUMBER: '153',
    BUILD_TAG: 'jenkins-shop-153',
    JOB_NAME: 'shop',
    STAGE_NAME: 'e2e',
    EXECUTOR_NUMBER: '0',
    NODE_NAME: 'agent-1',
  },
  buildkite: {
    CI: 'true',
    BUILDKITE: 'true',
    BUILDKITE_BUILD_ID: '4735ba57-80d0-46e2-8fa0-b28223a86586',
    BUILDKITE_BUILD_NUMBER: '1514',
    BUILDKITE_JOB_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
    BUILDKITE_LABEL: 'e2e',
    BUILDKITE_STEP_KEY: 'e2e',
    BUILDKITE_RETRY_COUNT: '0',
  },
}

export interface ShownFile {
  readonly path: string
  readonly language: string
  readonly text: string
}

export function readGuide(page: CiSystem | 'README'): string {
  return readFileSync(join(import.meta.dirname, '../../src/ci', `${page}.md`), 'utf8')
}

/** Those that are shown as a whole, under their name. */
export function listShownFiles(page: CiSystem | 'README'): ShownFile[] {
  return [...readGuide(page).matchAll(/^\*\*`([^`\n]+)`\*\*\n\n```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, path = '', language = '', text = '']) => ({
      path,
      language,
      text,
    }),
  )
}

/** Each of a step, or several lines of one. What runs after the tests, whatever became of them, is last. */
export function listShellSteps(system: CiSystem): string[] {
  const [first, ...others] = listShownFiles(system).map(({ text }) => text)
  const text = first ?? ''
  switch (system) {
    case 'github-actions':
      return Object.values((parse(text) as GithubWorkflow).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    case 'gitlab-ci':
      return Object.values(parse(text) as Record<string, GitlabJob>).flatMap((job) => [...job.script, ...(job.after_script ?? [])])
    case 'jenkins':
      return [...text.matchAll(/^ *sh '([^']+)'$/gm)].map(([, line = '']) => line)
    case 'buildkite':
      return [...(parse(text) as BuildkitePipeline).steps.flatMap(({ command }) => command), ...others]
  }
}

export interface GithubWorkflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly id?: string }[] }>
  >
}

interface GitlabJob {
  readonly script: readonly string[]
  readonly after_script?: readonly string[]
}

interface BuildkitePipeline {
  readonly steps: readonly { readonly command: readonly string[] }[]
}
