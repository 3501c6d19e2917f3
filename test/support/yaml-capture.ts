// What kubectl's own code made of several hundred texts (fixtures/captures/sigs-yaml): read by the tests of our reader, and asked anew by
// the test that has Go. A new row needs its `input` only: `vitest run --project docker -u test/host/yaml-oracle.test.ts` fills in the rest.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const capturePath = join(import.meta.dirname, '../../fixtures/captures/sigs-yaml/manifests.json')

export interface YamlRow {
  readonly input: string
  /** Each document as JSON text, keys sorted; `null` ones are left out. Or, in the words of the program, why it refuses. */
  readonly answer: readonly string[] | string
}

export interface YamlCapture {
  /** Program, versions and date. */
  readonly source: string
  readonly rows: readonly YamlRow[]
}

export function readYamlCapture(): YamlCapture {
  return JSON.parse(readFileSync(capturePath, 'utf8')) as YamlCapture
}

/** The text of the file, one row a line. */
export function renderYamlCapture({ source, rows }: YamlCapture): string {
  const lines = rows.map(({ input, answer }) => `    ${JSON.stringify({ input, answer })}`)
  return `{\n  "source": ${JSON.stringify(source)},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`
}
