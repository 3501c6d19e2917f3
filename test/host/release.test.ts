// `npm run release`, in this clone: a dry run says everything and does nothing; without one it refuses.
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
// No engine is asked, no name and no token is at hand.
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DOCKER_HOST: 'unix:///nowhere/docker.sock' }
const release = (...args: string[]) => promisify(execFile)('npm', ['run', '--silent', 'release', '--', ...args], { cwd: root, env })

test('a dry run tells the images, then the package with what is in it, and what is missing', async () => {
  const { stdout } = await release('--dry-run')
  const lines = stdout.split('\n')
  const order = ['docker push <VITEST_KIND_IMAGES>:v1.37.2', 'docker push <VITEST_KIND_IMAGES>:v1.34.11', 'npm publish --access public']
  expect(lines.map((line) => line.trim()).filter((line) => order.includes(line))).toEqual(order)
  expect(stdout).toMatch(/^vitest-kind-\d+\.\d+\.\d+\S*\.tgz: \d+ files, [\d.]+ MB unpacked$/m)
  for (const inside of ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']) expect(lines).toContain(`  ${inside}`)
  for (const folder of ['dist/', 'images/', 'src/']) expect(stdout).toMatch(new RegExp(`^  ${folder} \\d+ files$`, 'm'))
  expect(stdout).toContain('NODE_AUTH_TOKEN is not set')
  expect(stdout).toContain('vitest-kind/node:v1.36.4 is not here as it would be built now: npx tsx images/build.ts --version v1.36.4')
  await expect(access(join(root, 'images/published.json'))).rejects.toThrow('ENOENT')
})

test('without credentials nothing is released, and all that is missing is told', async () => {
  await expect(release()).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^vitest-kind: nothing is released:\n[\s\S]*VITEST_KIND_IMAGES is not set[\s\S]*NODE_AUTH_TOKEN is not set/m,
    ),
  })
})
