// The package as npm would publish it, in the quick start as a user would have it: outside the repository, with nothing
// of the repository's node_modules in reach.
import { execFile } from 'node:child_process'
import { cp, lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { programFile, programs } from '../../src/support/package-files.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const sample = join(root, 'fixtures/projects/quick-start')

let folder: string
let project: string
let packed: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-kind-packed-'))
  project = join(folder, 'quick-start')
  const { filename, files } = await pack()
  packed = files
  await cp(sample, project, { recursive: true, filter: (path) => !/\/(node_modules|\.vitest)$/.test(path) })
  await install(filename)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('the package holds what is run, its sources and what node images are built from, and nothing else', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli.js',
      'images/versions.json',
      'src/config/schema/cluster.schema.json',
      'src/index.ts',
    ]),
  )
  expect(packed.filter((path) => !/^(dist\/|src\/|images\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(path))).toEqual([])
})

// Each costs a test file a millisecond or two; the sources of these are 18.
test('what a test file imports is a handful of files, until a fixture is used', async () => {
  expect((await listLoaded('index.js')).length).toBeLessThanOrEqual(8)
})

test('all code lies in one folder, what is started by its path as a file of its own', () => {
  expect(packed.filter((path) => /^dist\/.*\/.*\.js$/.test(path))).toEqual([])
  expect(packed).toEqual(expect.arrayContaining(programs.map((program) => `dist/${programFile(program)}`)))
})

test('every source that a map or a declaration of the package names is in it', async () => {
  const maps = packed.filter((path) => path.endsWith('.map'))
  const missing = await Promise.all(
    maps.map(async (path) => {
      const { sources } = JSON.parse(await readFile(join(project, 'node_modules/vitest-kind', path), 'utf8')) as { sources: string[] }
      return sources.map((source) => join(dirname(path), source)).filter((source) => !packed.includes(source))
    }),
  )
  expect(missing.flat()).toEqual([])
})

test('node images are built from the same files as here, executable where they are here', async () => {
  for (const part of ['images', 'src'])
    expect(await describeFiles(join(project, 'node_modules/vitest-kind', part))).toEqual(await describeFiles(join(root, part)))
})

test('node images are built from the package: this one is there already, told by what it is made of', async () => {
  const { stdout, stderr } = await runIn(project, 'vitest-kind', 'build', 'node-image', '--version', '1.37')
  expect({ stdout, stderr }).toEqual({
    stdout: 'vitest-kind/node:v1.37.2\n',
    stderr: expect.stringMatching(/^\[ +0 s\] vitest-kind\/node:v1\.37\.2 is present and up to date\n$/),
  })
})

test('a Kubernetes that cannot be built is refused at once', async () => {
  await expect(runIn(project, 'vitest-kind', 'build', 'node-image', '--version', '1.33')).rejects.toThrow(
    /--version +"1\.33": known: 1\.37\.2, 1\.36\.4, 1\.35\.8, 1\.34\.11/,
  )
})

test('the command line program runs from the package', async () => {
  await expect(runIn(project, 'vitest-kind', '--help')).resolves.toMatchObject({ stdout: expect.stringMatching(/^Usage: vitest-kind /) })
})

test('the quick start type-checks with the package installed', async () => {
  await expect(runIn(project, 'tsc')).resolves.toBeDefined()
})

test('the quick start passes with the package installed', { timeout: 300_000 }, async () => {
  await runIn(project, 'vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=report.json')
  const report = JSON.parse(await readFile(join(project, 'report.json'), 'utf8'))
  expect(report).toMatchObject({ success: true, numPassedTests: 4, numTotalTests: 4 })
})

/** Files of dist/ that are there before the first line of this one runs, itself among them. */
async function listLoaded(entry: string, found = new Set<string>()): Promise<string[]> {
  if (found.has(entry)) return []
  found.add(entry)
  const text = await readFile(join(project, 'node_modules/vitest-kind/dist', entry), 'utf8')
  for (const [, file] of text.matchAll(/^(?:import|\}) (?:from )?"\.\/([^"]+)";$/gm)) await listLoaded(file!, found)
  return [...found]
}

async function describeFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(directory, join(entry.parentPath, entry.name)))
  return Promise.all(
    files.toSorted().map(async (path) => {
      const { mode, size } = await lstat(join(directory, path))
      return `${path} ${size}${mode & 0o100 ? ' executable' : ''}`
    }),
  )
}

async function pack(): Promise<{ filename: string; files: string[] }> {
  const { stdout } = await runIn(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)
  const [made]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout)
  if (made === undefined) throw new Error(`npm pack named no file: ${stdout}`)
  return { filename: made.filename, files: made.files.map(({ path }) => path) }
}

async function install(tarball: string): Promise<void> {
  const path = join(project, 'package.json')
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  manifest.devDependencies['vitest-kind'] = `file:../${tarball}`
  await writeFile(path, JSON.stringify(manifest, undefined, 2))
  await runIn(project, 'npm', 'install', '--prefer-offline', '--include=dev', '--no-audit', '--no-fund')
}

/** Runs a program as a shell in that folder would: not as a child of this Vitest, nor of this npm. */
async function runIn(cwd: string, program: string, ...argv: string[]): Promise<{ stdout: string; stderr: string }> {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|npm_(?!config_cache|config_registry)|KUBECONFIG$)/.test(key),
  )
  const path = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter)
  try {
    return await run(program, argv, { cwd, env: { ...Object.fromEntries(inherited), PATH: path }, maxBuffer: 64 * 1024 ** 2 })
  } catch (error) {
    // The child's own words are what a reader needs.
    if (!(error instanceof Error)) throw error
    const words = ['stdout', 'stderr'].map((stream) => String(Reflect.get(error, stream)))
    throw new Error(`${program} ${argv.join(' ')} failed:\n${words.join('\n')}`, { cause: error })
  }
}
