#!/usr/bin/env node
// The binary. It only looks at the version of Node.js and then loads the rest: an older one must be able to read this file, or
// all that it says is a SyntaxError. So: nothing newer than ES2017 here, and no import that runs first.
const version = process.versions.node
const [major = 0, minor = 0] = version.split('.').map(Number)
// As `engines` in package.json.
if (major === 24 || major >= 26 || (major === 22 && minor >= 22)) void import('./cli/run.ts')
else {
  process.stderr.write(`ERROR: vitest-kind needs Node.js 22.22, 24 or 26 and later; this is ${version}\n`)
  process.exitCode = 1
}

export {}
