// First step of every npm script: makes a clone ready to run, and does nothing when it already is.
//
// In: a clone, any Node.js from 18. Out: node_modules as package-lock.json says (with the newer Node.js the project needs),
// dist/ built from src/, and the package copied into the sample projects, as npm would install it there.
// Plain JavaScript on Node.js built-ins only: nothing is installed yet when it starts. Of the host it touches one thing: where it is root
// on Debian, it installs a library that the newer Node.js lacks.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './is-installed.mjs'
import { findMissingLibrary } from './missing-library.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const steps = [
  { says: 'installing dependencies (npm ci)', isDone: isInstalledHere, run: npmCi },
  { says: 'installing what the Node.js of node_modules lacks on this host', isDone: canRunNode, run: installLibrary },
  { says: 'compiling src/ to dist/', isDone: isBuilt, run: build },
  { says: 'putting the package into the sample projects', isDone: areSamplesFresh, run: fillSamples },
]

try {
  if (!steps.every((step) => step.isDone())) withLock(join(root, '.cache/install.lock'), runSteps)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

function runSteps() {
  for (const step of steps) {
    if (step.isDone()) continue
    const startedAt = performance.now()
    say(step.says)
    step.run()
    say(`${step.says}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

function isInstalledHere() {
  return isInstalled(join(root, 'package-lock.json'), join(root, 'node_modules'))
}

function npmCi() {
  // The npm that runs us, when it is npm: the one on PATH may be another.
  const running = process.env.npm_execpath
  const [program, ...first] = running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm']
  const npm = (...args) => run(program, [...first, ...args])
  // --loglevel=error: npm runs on the host's Node.js here, and warns that it is too old for half of the packages; they will
  // run on the one that comes with them. --include=dev: NODE_ENV=production or omit=dev in an .npmrc would leave out vitest.
  // --ignore-scripts, and then the one script that is needed: scripts of others would run on that newer Node.js, which may lack a
  // library here, and npm takes everything away again when one of them fails.
  npm('ci', '--ignore-scripts', '--loglevel=error', '--include=dev', '--no-audit', '--no-fund')
  npm('rebuild', 'node', '--loglevel=error')
  if (!isInstalledHere()) {
    throw new Error(
      'npm ended well, but node_modules does not match package-lock.json or has no bin/node; look at allowScripts in package.json',
    )
  }
}

function canRunNode() {
  return findMissingLibrary(join(root, 'node_modules/.bin/node')) === undefined
}

function installLibrary() {
  const { library, package: name } = findMissingLibrary(join(root, 'node_modules/.bin/node'))
  const needed = `node_modules/.bin/node, the Node.js that everything here runs on, needs ${library}`
  const isDebian = /^ID(_LIKE)?="?.*(debian|ubuntu)/m.test(readText('/etc/os-release') ?? '')
  if (name === undefined || !isDebian) throw new Error(`${needed}, which is not on this host: install the package that has it`)
  if (process.getuid() !== 0) throw new Error(`${needed}, which is not on this host: sudo apt-get install ${name}`)
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', name]
  // A fresh machine has no lists of packages, and old lists name versions that are gone.
  if (spawnSync('apt-get', install, { stdio: ['ignore', 2, 2] }).status === 0) return
  run('apt-get', ['update', '--quiet'])
  run('apt-get', install)
  if (!canRunNode()) throw new Error(`${needed}; ${name} was installed and does not bring it`)
}

function isBuilt() {
  return readText(join(root, 'dist/.built-from')) === builtFrom()
}

function builtFrom() {
  return hashFiles([...listFiles('src'), '.ci/build.ts', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])
}

function build() {
  const stamp = builtFrom()
  // Made beside dist and swapped in: a run that reads dist meanwhile sees the old one or the new one, and no file
  // of a source that is gone stays behind. A sibling, because source maps hold paths relative to it.
  const fresh = join(root, `dist-${process.pid}`)
  try {
    run(join(root, 'node_modules/.bin/node'), ['.ci/build.ts', `dist-${process.pid}`])
    writeFileSync(join(fresh, '.built-from'), stamp)
    rmSync(join(root, 'dist'), { recursive: true, force: true })
    renameSync(fresh, join(root, 'dist'))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

// A copy and not a link: Vite follows a link out of node_modules and would then transform the package's files one by
// one, which no user's project does. Dependencies are found further up, in the repository's own node_modules.
function fillSamples() {
  const stamp = packedFrom()
  for (const sample of listSamples()) {
    const target = join(sample, 'node_modules/vitest-kind')
    rmSync(target, { recursive: true, force: true })
    for (const file of packedFiles()) cpSync(join(root, file), join(target, file))
    writeFileSync(join(target, '.copied-from'), stamp)
  }
}

function areSamplesFresh() {
  const stamp = packedFrom()
  return listSamples().every((sample) => readText(join(sample, 'node_modules/vitest-kind/.copied-from')) === stamp)
}

function packedFrom() {
  return hashFiles(packedFiles())
}

/** What `files` in package.json lets into the package. */
function packedFiles() {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const left = files.filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1))
  const taken = files.filter((entry) => !entry.startsWith('!')).flatMap((entry) => listFiles(entry))
  return ['package.json', ...taken.filter((file) => !left.some((entry) => file === entry || file.startsWith(`${entry}/`)))]
}

function listSamples() {
  const projects = join(root, 'fixtures/projects')
  if (!existsSync(projects)) return []
  return readdirSync(projects)
    .map((name) => join(projects, name))
    .filter((sample) => existsSync(join(sample, 'package.json')))
}

/** All files under a folder of the repository (or the file itself), as paths from its root, in a fixed order. */
function listFiles(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  const found = []
  const walk = (folder) => {
    // readdir gives the names in no order of its own; a hash over them needs one.
    const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) => (one.name < other.name ? -1 : 1))
    for (const entry of entries) {
      const inside = join(folder, entry.name)
      if (entry.isDirectory()) walk(inside)
      else found.push(relative(root, inside))
    }
  }
  walk(full)
  return found
}

function hashFiles(paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/**
 * Two scripts started at once in one clone must not both run npm ci. The lock is the kernel's (flock(1) on our open file):
 * it ends with this process however it ends. Where there is no flock(1) (macOS), there is no lock.
 */
function withLock(path, action) {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a')
  const flock = (...options) => spawnSync('flock', [...options, '3'], { stdio: ['ignore', 'ignore', 'inherit', file] })
  if (flock('--nonblock').status === 1) {
    say('another script is installing in this clone; waiting for it')
    flock()
  }
  try {
    action()
  } finally {
    closeSync(file)
  }
}

function run(program, args) {
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` }
  const { status, signal, error } = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', 2, 2] })
  if (error) throw new Error(`${program} could not be started`, { cause: error })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${signal ?? `exit code ${status}`}`)
}

function say(text) {
  process.stderr.write(`vitest-kind: ${text}\n`)
}
