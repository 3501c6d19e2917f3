// The environment of a CI job → which run, job and attempt it is, in words: a label on what it makes, for whoever finds that later.

interface CiSystem {
  readonly name: string
  /** Names of variables. */
  readonly run: string
  /** As its page calls it, where that has a name of its own. */
  readonly jobName?: string
  readonly job: string
  /** From 1, or, where the system counts retries, from 0. */
  readonly attempt?: { readonly variable: string; readonly first: 0 | 1 }
}

// The variables that each system documents. A stage of Jenkins' that is run again is in a build of its own, and has no number; a job of GitLab's that
// is tried again has another id, and a number only in GitLabs that set CI_JOB_RETRY_COUNT.
const systems: readonly CiSystem[] = [
  { name: 'GitHub Actions', run: 'GITHUB_RUN_ID', job: 'GITHUB_JOB', attempt: { variable: 'GITHUB_RUN_ATTEMPT', first: 1 } },
  {
    name: 'GitLab',
    run: 'CI_PIPELINE_ID',
    jobName: 'CI_JOB_NAME',
    job: 'CI_JOB_ID',
    attempt: { variable: 'CI_JOB_RETRY_COUNT', first: 0 },
  },
  {
    name: 'Buildkite',
    run: 'BUILDKITE_BUILD_ID',
    jobName: 'BUILDKITE_LABEL',
    job: 'BUILDKITE_JOB_ID',
    attempt: { variable: 'BUILDKITE_RETRY_COUNT', first: 0 },
  },
  { name: 'Jenkins', run: 'BUILD_TAG', job: 'STAGE_NAME' },
]

/** `GitHub Actions run 123, job test, attempt 2`; `ci` where only that is known; undefined outside of CI. */
export function readCiRun(source: Readonly<Record<string, string | undefined>>): string | undefined {
  const system = systems.find(({ run }) => source[run])
  if (!system) return source['CI'] ? 'ci' : undefined
  const { name, run, jobName, job, attempt } = system
  const count = Number(attempt && source[attempt.variable])
  const jobs = [jobName && source[jobName], source[job]].filter(Boolean)
  return [
    `${name} run ${source[run]}`,
    ...(jobs.length > 0 ? [`job ${jobs.join(' ')}`] : []),
    ...(attempt && Number.isInteger(count) && source[attempt.variable] ? [`attempt ${count + 1 - attempt.first}`] : []),
  ].join(', ')
}
