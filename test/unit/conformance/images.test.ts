import { expect, test } from 'vitest'
import { planCritestImages } from '../../conformance/images/critest-images.ts'
import { planImages } from '../../conformance/images/images.ts'

const debian = 'debian:bookworm-slim'
const images = [...planImages(debian), ...planCritestImages(debian)]

test('every image says what differs from the published one', () => {
  expect(images.filter(({ instead }) => instead === '')).toEqual([])
})

test('what an image is built FROM is there before it', () => {
  const seen = new Set([debian, 'scratch'])
  for (const { tags, dockerfile } of images) {
    for (const line of dockerfile) {
      const [, from] = /^FROM (\S+)/.exec(line) ?? []
      if (from !== undefined) expect(seen).toContain(from)
    }
    for (const tag of tags) seen.add(tag)
  }
})

test('each file that a Dockerfile copies is given to its build', () => {
  for (const { dockerfile, programs = [], sources = [] } of images) {
    const given = [...programs, ...sources.map((path) => path.split('/').at(-1))]
    const copied = dockerfile.flatMap((line) => (/^COPY (?!--)(.*) \S+$/.exec(line)?.[1] ?? '').split(' ')).filter((name) => name !== '')
    expect(new Set(copied)).toEqual(new Set(given))
  }
})
