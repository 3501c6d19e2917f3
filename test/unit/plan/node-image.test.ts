import { expect, test } from 'vitest'
import { chooseBuiltImage, choosePresentImage, describeUntried, planImageCandidates } from '../../../src/plan/node-image.ts'

const digests = {
  '1.37.0': 'sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
  '1.36.4': 'sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed',
  '1.35.8': 'sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0',
  '1.34.11': 'sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d',
}

test.for([
  ['1.37', '1.37.0'],
  ['1.36', '1.36.4'],
  ['1.35', '1.35.8'],
  ['1.34', '1.34.11'],
  ['1.37.0', '1.37.0'],
  ['1.36.4', '1.36.4'],
  ['1.34.11', '1.34.11'],
] as const)("%s is kind's image of %s, by its digest", ([version, full]) => {
  expect(planImageCandidates(version).stock).toBe(`kindest/node:v${full}@${digests[full]}`)
  expect(describeUntried(version)).toBeUndefined()
})

test.for(['1.36.2', '1.35.1', '1.30.6', '1.37.2', '1.38.0', '1.34.1'])('%s is taken by its tag, and that is told', (version) => {
  expect(planImageCandidates(version)).toMatchObject({ stock: `kindest/node:v${version}`, digest: undefined })
  expect(describeUntried(version)).toBe(
    `the node image kindest/node:v${version} is taken by its tag, untried: those of kind 0.33 are v1.37.0, v1.36.4, v1.35.8, v1.34.11`,
  )
})

const other = `sha256:${'0'.repeat(64)}`
const kinds = { tags: [], digests: [`kindest/node@${digests['1.36.4']}`] }
const built = (...versions: string[]) => ({ tags: versions.map((version) => `vitest-kind/node:v${version}`), digests: [] })
const tagged = (version: string, ...known: string[]) => ({ tags: [`kindest/node:v${version}`], digests: known })
const byDigest = `kindest/node:v1.36.4@${digests['1.36.4']}`

test.for([
  ["kind's by its digest", '1.36', [built('1.36.4'), kinds], byDigest, undefined],
  ['that image under whatever tag', '1.36', [{ ...kinds, tags: ['mine:1'] }], byDigest, undefined],
  ['else what was built here', '1.36', [built('1.36.4'), tagged('1.36.4')], 'vitest-kind/node:v1.36.4', undefined],
  ['the newest of its minor', '1.36', [built('1.36.9', '1.37.2'), built('1.36.10', '1.3.11')], 'vitest-kind/node:v1.36.10', undefined],
  ['of a full version that one alone', '1.36.4', [built('1.36.9')], undefined, undefined],
  ['of a full version that one alone', '1.36.9', [built('1.36.9'), tagged('1.36.9')], 'vitest-kind/node:v1.36.9', undefined],
  [
    'no tag of somebody else',
    '1.36',
    [{ tags: ['vitest-kind/node:v1.36.4-test', 'vitest-kind/node:latest'], digests: [] }],
    undefined,
    undefined,
  ],
  ['one from an archive, which has no digest', '1.36', [tagged('1.36.4')], 'kindest/node:v1.36.4', 'cannot be told'],
  ['another build under the tag', '1.36', [tagged('1.36.4', `kindest/node@${other}`)], 'kindest/node:v1.36.4', 'is not the build'],
  ['a mirror tells nothing', '1.36', [tagged('1.36.4', `mirror.example/node@${other}`)], 'kindest/node:v1.36.4', 'cannot be told'],
  ['a version kind did not release', '1.36.2', [tagged('1.36.2', `kindest/node@${other}`)], 'kindest/node:v1.36.2', 'untried'],
  ['nothing', '1.36', [tagged('1.36.3'), built('1.37.2')], undefined, undefined],
  ['nothing', '1.3', [built('1.36.4')], undefined, undefined],
] as const)('what is here and is taken: %s', ([, version, present, reference, notice]) => {
  const taken = choosePresentImage(version, present)
  expect(taken?.reference).toBe(reference)
  if (notice === undefined) expect(taken?.notice).toBeUndefined()
  else expect(taken?.notice).toContain(notice)
})

test('a pull is tried where the tag is that of another build, and only there', () => {
  expect(choosePresentImage('1.36', [tagged('1.36.4', `kindest/node@${other}`)])?.isOtherBuild).toBe(true)
  for (const version of ['1.36.2', '1.36'])
    expect(choosePresentImage(version, [tagged('1.36.2', `kindest/node@${other}`), tagged('1.36.4')])?.isOtherBuild).toBe(false)
})

test('for a load balancer the newest that was built is good, whatever its version', () => {
  expect(chooseBuiltImage(undefined, [built('1.36.4'), built('1.37.2', '1.9.9')])).toBe('vitest-kind/node:v1.37.2')
  expect(chooseBuiltImage(undefined, [kinds])).toBeUndefined()
})
