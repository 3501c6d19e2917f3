import { expect, test } from 'vitest'
import versions from '../../../images/versions.json' with { type: 'json' }
import { defaults } from '../../../src/config/defaults.ts'
import { buildableVersions, publishedImages } from '../../../src/config/node-images.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { findOptionProblems } from '../../../src/config/schema/find-problems.ts'

test.for(['1.37', '1.36', 'v1.35', '1.34', '1.36.4', '1.36.2', 'v1.35.1', '1.28.0', '1.40.0'])(
  'version %s may be looked for',
  (version) => {
    expect(findOptionProblems({ version })).toEqual([])
  },
)

test.for(['1.33', '1.38', 'v1.3', '2.0'])('version %s is refused, with those that are known', (version) => {
  const [problem, ...others] = findOptionProblems({ version })
  expect(problem).toContain(`no node image is known for "${version}", only for 1.37, 1.36, 1.35, 1.34: write a full version`)
  expect(others).toEqual([])
})

test('an unknown version hurts nobody whose nodes all have an image', () => {
  expect(findOptionProblems({ version: '1.30', image: 'acme/node:1' })).toEqual([])
  expect(findOptionProblems({ version: '1.30', nodes: [{ image: 'acme/node:1' }] })).toEqual([])
  expect(findOptionProblems({ version: '1.30', nodes: [{ image: 'acme/node:1' }, { role: 'worker' }] })).toHaveLength(1)
})

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

test.for([
  `kindest/node@${digest}`,
  `kindest/node:v1.36.4@${digest}`,
  'localhost:5000/kindest/node:v1.36.4',
  `registry.example:443/node@${digest}`,
  digest,
  digest.slice(7, 19),
])('%s names an image', (image) => {
  expect(findOptionProblems({ image, nodes: [{ image }], images: [image] })).toEqual([])
})

test.for([
  [{ image: 'Kindest/Node:v1.36.4' }, 'image', 'capital'],
  [{ image: 'kindest/node:v1.36.4@sha256:12' }, 'image', 'digest'],
  [{ nodes: [{}, { role: 'worker', image: '${NODE_IMAGE}' }] }, 'nodes[1].image', 'not the name'],
  [{ images: ['shop:1', 'https://registry.example/shop:1'] }, 'images[1]', 'not'],
  [{ images: ['shop:'] }, 'images[0]', 'not a tag'],
] satisfies [ClusterOptions, string, string][])('%j is told before anything is started', ([options, path, why]) => {
  const problems = findOptionProblems(options)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${path.replaceAll(/[[\]]/g, '\\$&')} .*${why}`))
})

test('the versions that can be built are those images/versions.json pins, of minors that are known', () => {
  expect(Object.keys(versions.kubernetes.asked)).toEqual(buildableVersions.map((version) => `v${version}`))
  expect(publishedImages[0]!.minor).toBe(defaults.version)
  const minors = publishedImages.map(({ minor }) => minor)
  for (const version of buildableVersions) expect(minors).toContain(version.split('.').slice(0, 2).join('.'))
  for (const { minor, version } of publishedImages) expect(version.startsWith(`${minor}.`)).toBe(true)
})
