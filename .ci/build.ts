#!/usr/bin/env node
// `npm run build [-- FOLDER]`: src/ → what dist/ holds. Code by esbuild, a file for what is always loaded together, because a test file
// pays for each file it loads; declarations by tsc, a file for each of src/. Maps of both lead into src/, which is in the package.
import { spawnSync } from 'node:child_process'
import { chmodSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { programs, programFile } from '../src/support/package-files.ts'

const root = join(import.meta.dirname, '..')
const { positionals } = parseArgs({ allowPositionals: true })
const outdir = join(root, positionals[0] ?? 'dist')
const entries = globSync('*.ts', { cwd: join(root, 'src') })

await build({
  absWorkingDir: root,
  entryPoints: [
    ...entries.map((file) => ({ in: `src/${file}`, out: file.replace(/\.ts$/, '') })),
    ...programs.map((program) => ({ in: `src/${program}.ts`, out: programFile(program).replace(/\.js$/, '') })),
  ],
  outdir,
  // What is imported when it is needed stays a file of its own.
  splitting: true,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  // The oldest of `engines` in package.json.
  target: 'node22.22',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
})
chmodSync(join(outdir, 'cli.js'), 0o755)
const tsc = join(root, 'node_modules/.bin/tsc')
// Its own words are enough where it fails.
process.exitCode = spawnSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', outdir], { cwd: root, stdio: 'inherit' }).status ?? 1
