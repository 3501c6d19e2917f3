import { expect, test } from 'vitest'
import { parseSource } from './read-sources.ts'

test('tells imports that stay from those that are gone after compilation', () => {
  const text = `
    import { join } from 'node:path'
    import type { Engine } from '../docker/connect.ts'
    import {
      a,
      type B,
    } from './a.ts'
    import 'side-effect'
    export * from '@scope/name/deep'
    export type { C } from './c.ts'
    type D = import('dockerode').D
    const lazy = async (): Promise<typeof import('yaml')> => await import('yaml')
    // import { gone } from './comment.ts'
  `
  expect(
    parseSource('src/nodes/x.ts', text).imports.map(
      ({ target, typeOnly, lazy }) => `${target}${typeOnly ? ' type' : ''}${lazy ? ' lazy' : ''}`,
    ),
  ).toEqual([
    'node:path',
    'src/docker/connect.ts type',
    'src/nodes/a.ts',
    'side-effect',
    '@scope/name',
    'src/nodes/c.ts type',
    'dockerode type lazy',
    'yaml type lazy',
    'yaml lazy',
  ])
})

test('blanks comments out and leaves strings and line numbers alone', () => {
  const { code } = parseSource('x.ts', `const a = 'http://a' // one\n/* two\n */ const b = /\\/\\//.test(a)`)
  expect(code).toBe(`const a = 'http://a'       \n      \n    const b = /\\/\\//.test(a)`)
})
