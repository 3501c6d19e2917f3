import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseArchitecture } from '../../../images/components/program-architecture.ts'
import { renderProbeProgram } from '../../../images/target/probe-program.ts'
import { architectures } from '../../../src/config/architectures.ts'

test.for(architectures)('what an engine is asked to run is a program of %s', (architecture) => {
  expect(parseArchitecture(renderProbeProgram(architecture))).toBe(architecture)
})

test.runIf(platform() === 'linux')('where it is run, it ends well', async ({ onTestFinished }) => {
  const directory = await mkdtemp(join(tmpdir(), 'probe-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'probe')
  await writeFile(file, renderProbeProgram(arch() === 'arm64' ? 'arm64' : 'amd64'), { mode: 0o755 })
  expect(await promisify(execFile)(file)).toEqual({ stdout: '', stderr: '' })
})
