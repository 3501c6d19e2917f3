import { expect, test } from 'vitest'
import { findDigest, planRelease, type ReleaseFacts } from '../../../.ci/release/plan-release.ts'

const ready: ReleaseFacts = {
  name: 'vitest-kind',
  version: '1.2.3',
  lockVersion: '1.2.3',
  changelog: '# Changelog\n\n## [1.2.3] - 2027-01-31\n\n### Added\n\n## [1.2.2] - 2026-12-01\n',
  changes: [],
  commit: 'abc1234',
  images: [
    { name: 'vitest-kind/node:v1.37.2', id: 'sha256:1', build: 'build it' },
    { name: 'vitest-kind/node:v1.34.11', id: 'sha256:2', build: 'build it' },
  ],
  repository: 'registry.example:5000/kind/node',
  credentials: { npm: true, images: true },
}

test('with everything there, images are pushed before the package is published', () => {
  const plan = planRelease(ready)
  expect([plan.mistakes, plan.missing]).toEqual([[], []])
  expect([...plan.imageSteps, ...plan.packageSteps].map(({ program, args }) => [program, ...args].join(' '))).toEqual([
    'docker tag vitest-kind/node:v1.37.2 registry.example:5000/kind/node:v1.37.2',
    'docker push registry.example:5000/kind/node:v1.37.2',
    'docker tag vitest-kind/node:v1.34.11 registry.example:5000/kind/node:v1.34.11',
    'docker push registry.example:5000/kind/node:v1.34.11',
    'npm publish --access public',
  ])
})

test.for([
  ['another version in the lock file', { lockVersion: '1.2.2' }, /^package-lock.json is of 1\.2\.2, package\.json of 1\.2\.3: npm install/],
  ['a changelog of the release before', { changelog: '## [1.2.2] - 2026-12-01' }, /^CHANGELOG\.md begins with 1\.2\.2, .* ## \[1\.2\.3\]$/],
  [
    'changes that have no version yet',
    { changelog: '## [Unreleased]\n\n## [1.2.3] - 2027-01-31' },
    /^CHANGELOG\.md begins with Unreleased/,
  ],
  ['no changelog', { changelog: '' }, /^CHANGELOG\.md begins with no version/],
] satisfies [string, Partial<ReleaseFacts>, RegExp][])('%s is a mistake, in a dry run too', ([, facts, text]) => {
  expect(planRelease({ ...ready, ...facts }).mistakes).toEqual([expect.stringMatching(text)])
})

test.for([
  ['a day', { changelog: '## [1.2.3] - unreleased' }, /^CHANGELOG\.md says "unreleased" of 1\.2\.3/],
  ['a day, when none is written', { changelog: '## [1.2.3]' }, /^CHANGELOG\.md says "" of 1\.2\.3/],
  ['a clean tree', { changes: [' M src/index.ts', '?? x'] }, /^the working tree has 2 changes: .*M src\/index\.ts/],
  ['a repository', { repository: undefined }, /^VITEST_KIND_IMAGES is not set/],
  ['credentials for npm', { credentials: { npm: false, images: true } }, /^NODE_AUTH_TOKEN is not set/],
  ['credentials for images', { credentials: { npm: true, images: false } }, /^DOCKER_AUTH_CONFIG is not set/],
  [
    'an image',
    { images: [{ ...ready.images[0]!, id: undefined }] },
    /^vitest-kind\/node:v1\.37\.2 is not here as it would be built now: build it$/,
  ],
] satisfies [string, Partial<ReleaseFacts>, RegExp][])('a release lacks %s', ([, facts, text]) => {
  const plan = planRelease({ ...ready, ...facts })
  expect([plan.mistakes, plan.missing]).toEqual([[], [expect.stringMatching(text)]])
})

test('everything that is missing is told at once', () => {
  const nothing = { repository: undefined, credentials: { npm: false, images: false }, changes: ['?? x'] }
  expect(planRelease({ ...ready, ...nothing }).missing).toHaveLength(4)
})

test.for([
  ['registry.example:5000/kind/node:v1.37.2', 'registry.example:5000/kind/node:v1.37.2@sha256:aa'],
  ['other.example/kind/node:v1.37.2', undefined],
] as const)('a digest is that of the place that was pushed to: %s', ([to, pinned]) => {
  expect(findDigest(['mirror.example/kind/node@sha256:bb', 'registry.example:5000/kind/node@sha256:aa'], to)).toBe(pinned)
})
