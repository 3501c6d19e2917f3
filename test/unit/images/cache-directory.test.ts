import { expect, test } from 'vitest'
import { planCacheDirectory } from '../../../images/cache-directory.ts'

const user = { home: '/home/ada', cacheHome: undefined }

test.for([
  ['a clone', '/work/vitest-kind', user, '/work/vitest-kind/.cache'],
  ['a project', '/work/shop/node_modules/vitest-kind', user, '/home/ada/.cache/vitest-kind'],
  ['a global installation', '/usr/lib/node_modules/vitest-kind', user, '/home/ada/.cache/vitest-kind'],
  ['npx', '/home/ada/.npm/_npx/1f/node_modules/vitest-kind', user, '/home/ada/.cache/vitest-kind'],
  ['pnpm', '/work/shop/node_modules/.pnpm/vitest-kind@1.0.0/node_modules/vitest-kind', user, '/home/ada/.cache/vitest-kind'],
  ['a cache folder of the user', '/work/shop/node_modules/vitest-kind', { ...user, cacheHome: '/big/cache' }, '/big/cache/vitest-kind'],
  ['an empty XDG_CACHE_HOME', '/work/shop/node_modules/vitest-kind', { ...user, cacheHome: '' }, '/home/ada/.cache/vitest-kind'],
  // The specification says to ignore it.
  ['a relative XDG_CACHE_HOME', '/work/shop/node_modules/vitest-kind', { ...user, cacheHome: 'cache' }, '/home/ada/.cache/vitest-kind'],
  ['a clone whose name only looks like it', '/work/my_node_modules/vitest-kind', user, '/work/my_node_modules/vitest-kind/.cache'],
] as const)('%s', ([, packageFolder, environment, folder]) => {
  expect(planCacheDirectory(packageFolder, environment)).toBe(folder)
})
