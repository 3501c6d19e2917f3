// Which shared library a program lacks on this host, and Debian's package for it. The `node` of npm needs libatomic, which comes with
// a compiler and is not on a minimal Debian. Plain JavaScript on built-ins, for install.mjs.
import { spawnSync } from 'node:child_process'

const packages = { 'libatomic.so.1': 'libatomic1', 'libstdc++.so.6': 'libstdc++6' }

/** `{ library, package }`, the package undefined for a library not known here; undefined when the program starts. */
export function findMissingLibrary(program) {
  return readMissingLibrary(spawnSync(program, ['--version'], { encoding: 'utf8' }).stderr ?? '')
}

/** The same from what the dynamic loader says: glibc's, or musl's. */
export function readMissingLibrary(said) {
  const library = /loading shared librar(?:ies|y):? (\S+?): /.exec(said)?.[1]
  return library === undefined ? undefined : { library, package: packages[library] }
}
