// The environment of a CI job → which run, job and attempt it is, in words: a label on what it makes, for whoever finds that later.

interface CiSystem {
  readonly name: string
  /** Names of variables. */
  readonly run: string
  readonly job?: string
  /** From 1, or, where the system counts retries, from 0. */
  readonly attempt?: { readonly variable: string; readonly first: 0 | 1 }
}

// The variables that each system documents. A job of GitLab's or Jenkins' that is tried again has another id, and no number.
const systems: readonly CiSystem[] = [
  { name: 'GitHub Actions', run: 'GITHUB_RUN_ID', job: 'GITHUB_JOB', attempt: { variable: 'GITHUB_RUN_ATTEMPT', first: 1 } },
  { name: 'GitLab', run: 'CI_PIPELINE_ID', job: 'CI_JOB_ID' },
  { name: 'Buildkite', run: 'BUILDKITE_BUILD_ID', job: 'BUILDKITE_JOB_ID', attempt: { variable: 'BUILDKITE_RETRY_COUNT', first: 0 } },
  { name: 'Jenkins', run: 'BUILD_TAG', job: 'STAGE_NAME' },
]

/** `GitHub Actions run 123, job test, attempt 2`; `ci` where only that is known; undefined outside of CI. */
export function readCiRun(source: Readonly<Record<string, string | undefined>>): string | undefined {
  const system = systems.find(({ run }) => source[run])
  if (!system) return source['CI'] ? 'ci' : undefined
  const { name, run, job, attempt } = system
  const count = Number(attempt && source[attempt.variable])
  return [
    `${name} run ${source[run]}`,
    ...(job !== undefined && source[job] ? [`job ${source[job]}`] : []),
    ...(attempt && Number.isInteger(count) && source[attempt.variable] ? [`attempt ${count + 1 - attempt.first}`] : []),
  ].join(', ')
}
