// What a file may be in the container it is copied into.
import { expect, test } from 'vitest'
import { modeOf } from '../../../../src/kube/pods/pack-tree.ts'

test('modes are kept, and Windows, which knows none, leaves programs and folders usable', () => {
  expect([0o100644, 0o100755, 0o41777].map((mode) => modeOf({ mode }, 'linux').toString(8))).toEqual(['644', '755', '1777'])
  // As Node.js has a file and a folder there (libuv, src/win/fs.c).
  expect([0o100666, 0o40666].map((mode) => modeOf({ mode }, 'win32').toString(8))).toEqual(['755', '755'])
})
