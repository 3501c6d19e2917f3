import { expect, test } from 'vitest'
import { findMissingLibrary, readMissingLibrary } from '../../../.ci/host/missing-library.mjs'

test.for([
  [
    'node: error while loading shared libraries: libatomic.so.1: cannot open shared object file: No such file or directory\n',
    { library: 'libatomic.so.1', package: 'libatomic1' },
  ],
  [
    '/a b/node: error while loading shared libraries: libstdc++.so.6: cannot open shared object file: No such file or directory\n',
    { library: 'libstdc++.so.6', package: 'libstdc++6' },
  ],
  [
    'Error loading shared library libatomic.so.1: No such file or directory (needed by /usr/bin/node)\n',
    { library: 'libatomic.so.1', package: 'libatomic1' },
  ],
  [
    'node: error while loading shared libraries: libfoo.so.9: cannot open shared object file: No such file or directory\n',
    { library: 'libfoo.so.9', package: undefined },
  ],
  ['', undefined],
  ['(node:1) Warning: something else\n', undefined],
] as const)('%s', ([said, missing]) => {
  expect(readMissingLibrary(said)).toEqual(missing)
})

test('a program that starts lacks none', () => {
  expect(findMissingLibrary(process.execPath)).toBeUndefined()
})
