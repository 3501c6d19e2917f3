#!/usr/bin/env node
// Ends the engine we started, also when containers still run in it: the last act of a CI job, whose host is nobody's.
// An engine that is not ours stays.
import { rmSync } from 'node:fs'
import { readMark } from './engine.ts'
import { ENGINE_MARK } from './engine-paths.ts'
import { say } from './say.ts'
import { endDockerd } from './stop-engine.ts'

const engine = readMark()
if (engine) {
  say(`ending the engine that was left running (dockerd, pid ${engine.pid})`)
  await endDockerd(engine)
  rmSync(ENGINE_MARK, { force: true })
}
