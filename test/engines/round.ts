#!/usr/bin/env node
// For a machine of a test's own: starts its engine, and walks through what users do with one. Prints a line for each step that went well, and
// ends with 1 at the first that did not.
//
//     round.ts <archive of images> [--unit docker.service] [--steps quick-start,kill] [--patience 3]
//
// Without --unit the engine is the dockerd that is first on PATH. --patience multiplies what a step of ours may take; what the package itself
// allows stays as it is.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '../../src/config/env.ts'
import { controlDockerd, controlUnit } from './engine-control.ts'
import { planSteps } from './plan-steps.ts'
import { connect, makeSteps, takeImages } from './round-steps.ts'
import { listThings, requireNothingLeft, step } from './steps.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { unit: { type: 'string' }, steps: { type: 'string' }, patience: { type: 'string', default: '1' } },
})
const [archive = ''] = positionals
const patience = Number(values.patience)
const engine = values.unit === undefined ? controlDockerd() : controlUnit(values.unit, { patience })
const context = {
  environment: readEnvironment(),
  artifactsDirectory: await mkdtemp(join(tmpdir(), 'vitest-kind-round-')),
  onProgress: () => undefined,
  signal: new AbortController().signal,
}
const steps = makeSteps({ engine, context, patience })
try {
  await engine.start()
  await step('images are taken', () => takeImages(archive))
  const before = await listThings(await connect())
  for (const { name, says } of planSteps(values.steps)) await step(says, steps[name])
  await step('nothing is left', async () => requireNothingLeft(await connect(), before))
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await engine.end()
}
