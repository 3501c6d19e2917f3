// The capture that our reader of manifests is held to is what kubectl's own code says, at the versions of its go.mod.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capturePath, readYamlCapture, renderYamlCapture, type YamlRow } from '../support/yaml-capture.ts'

const folder = join(import.meta.dirname, '../support/yaml-oracle')

test('the answers of the capture are those of kubectl 1.37', { timeout: 300_000 }, async ({ skip }) => {
  skip(!hasGo(), 'Go is not installed: the capture is not asked anew')
  const { source, rows } = readYamlCapture()
  const answers = askOracle(rows.map(({ input }) => input))
  await expect(
    renderYamlCapture({ source, rows: rows.map(({ input }, index) => ({ input, answer: answers[index]! })) }),
  ).toMatchFileSnapshot(capturePath)
})

function askOracle(inputs: readonly string[]): YamlRow['answer'][] {
  const build = mkdtempSync(join(tmpdir(), 'vitest-kind-yaml-oracle-'))
  try {
    const program = join(build, 'oracle')
    execFileSync('go', ['build', '-o', program, '.'], { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' }, stdio: 'pipe' })
    const input = JSON.stringify(inputs.map((text) => Buffer.from(text).toString('base64')))
    const answers = JSON.parse(execFileSync(program, { input, encoding: 'utf8', maxBuffer: 1e8 })) as {
      documents: string[]
      error?: string
    }[]
    return answers.map(({ documents, error }) => error ?? documents)
  } finally {
    rmSync(build, { recursive: true })
  }
}

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
