#!/usr/bin/env node
// `with-engine.ts [--node-image=default|built|tested|every] [--go-image] [--directory=…] [-- <command …>]`: runs a command with a Docker engine that
// answers and, when asked for, a node image to make clusters of. Ends with the command's exit code and leaves the host as it was.
//
// Run by the Node.js of node_modules/.bin (which runs TypeScript) and not through tsx: a process between us and the
// terminal would have to pass on signals. VITEST_KIND_KEEP_ENGINE=1 leaves an engine that this starts running.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { isKindError } from '../../src/support/errors.ts'
import { useEngine } from './engine.ts'
import { ensureGoImage } from './go-image.ts'
import { ensureNodeImage, type NodeImageWish, nodeImageWishes } from './node-image.ts'
import { say } from './say.ts'

const STOPPED = new Error('stopped by a signal')

const { values: options, positionals: command } = parseArgs({
  allowPositionals: true,
  options: { 'node-image': { type: 'string' }, 'go-image': { type: 'boolean' }, directory: { type: 'string', default: '.' } },
})

// Ctrl-C goes to every process of the terminal, so the command has it already. SIGTERM and SIGHUP come to us alone and are
// handed on. Either way the command's end is awaited, and the engine's after it.
let signalled: NodeJS.Signals | undefined
let passOn: (signal: NodeJS.Signals) => void = () => undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    signalled ??= signal
    if (signal !== 'SIGINT') passOn(signal)
  })
}

try {
  process.exitCode = await main()
} catch (error) {
  if (error !== STOPPED) say(isKindError(error) ? error.message : error instanceof Error ? String(error.stack) : String(error))
  process.exitCode = 1
}
if (signalled) process.exitCode = 128 + constants.signals[signalled]

async function main(): Promise<number> {
  const [program, ...args] = command
  const wish = options['node-image']
  if (program === undefined && wish === undefined)
    throw new Error('no command given: with-engine.ts [--node-image=default|built|tested|every] -- <command …>')
  const use = await useEngine({ keep: process.env['VITEST_KIND_KEEP_ENGINE'] === '1' })
  let code = 1
  try {
    if (wish === undefined) code = 0
    else code = await ensureNodeImage(use.engine, parseWish(wish), (...build) => runCommand('.', ...build))
    if (code === 0 && options['go-image']) await ensureGoImage(use.engine)
    if (code === 0 && program !== undefined) code = await runCommand(options.directory, program, args)
    return code
  } finally {
    // Shells and Node.js give 128 + n for "ended by signal n", and Vitest does so after Ctrl-C.
    await use.leave({ awaitContainers: signalled !== undefined || code > 128 })
  }
}

function parseWish(text: string): NodeImageWish {
  const wish = nodeImageWishes.find((known) => known === text)
  if (wish === undefined) throw new Error(`--node-image=${text}: expected ${nodeImageWishes.join(', ')}`)
  return wish
}

function runCommand(directory: string, program: string, args: readonly string[]): Promise<number> {
  if (signalled) return Promise.reject(STOPPED)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: directory })
    passOn = (signal) => void child.kill(signal)
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
  })
}
