// Every output that the README shows is one that we print. Those of whole runs are compared by test/cluster/readme.test.ts as well.
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkKindOptions } from '../../src/vitest/main/check-options.ts'
import type { KindOptions } from '../../src/vitest/options.ts'
import { renderProgress, renderRemoved } from '../../src/vitest/main/report.ts'
import { findUnprinted, readOutputs, requireOutput } from '../support/readme-output.ts'
import { readSources, readText } from './read-sources.ts'

const readme = readText('README.md')

test('there are outputs, and each is one that a test compares', () => {
  const words = ['usable', 'KIND_BOOT_FAILED', 'KIND_CONFIG_INVALID', 'can carry']
  expect(readOutputs().filter((output) => !words.some((word) => output.includes(word)))).toEqual([])
  for (const word of words) expect(requireOutput(word)).not.toBe('')
})

test.each(['vitest.config.ts', 'web.test.ts'])('its first screen shows %s of fixtures/projects/first-test word for word', (file) => {
  const first = readme.slice(0, readme.indexOf('\n## '))
  expect(first).toContain(`\`\`\`ts\n${readText(`fixtures/projects/first-test/${file}`)}\`\`\``)
})

test('the lines of a boot are those that a run prints, and name its actions', () => {
  const actions = readSources('src/boot/actions/*.ts').map(({ path }) => path.replace(/^.*\/(.+)\.ts$/, '$1'))
  const lines = requireOutput('usable')
    .split('\n')
    .flatMap((line) => {
      const [, cluster, action, seconds] = /^ kind {2}(\S+) {2}(\S+) +([\d.]+) s$/.exec(line) ?? []
      return cluster !== undefined && action !== undefined ? [{ line, cluster, action, elapsedMs: Number(seconds) * 1000 }] : []
    })
  expect(lines.length).toBeGreaterThan(3)
  for (const { line, cluster, action, elapsedMs } of lines) {
    if (action === 'removed') expect(line).toBe(renderRemoved(cluster, elapsedMs))
    else {
      expect(actions).toContain(action)
      expect(line).toBe(renderProgress({ type: 'finished', cluster, action, elapsedMs }))
    }
  }
})

test('what the README says of three slips in the options is what they give', () => {
  const [, written = ''] = /^`kind\((\{.+\})\)`:$/m.exec(readme) ?? []
  // An object written in one line is YAML, too.
  expect(() => checkKindOptions(parse(written) as KindOptions)).toThrow(
    expect.objectContaining({ message: requireOutput('KIND_CONFIG_INVALID') }),
  )
})

test('what a run did not print is noticed, whatever its figures', () => {
  const printed =
    ' kind  vitest-00ff00  create-nodes           0.4 s\nBootError: KIND_BOOT_FAILED: cluster "vitest-slow" stopped after 12.1 s'
  expect(findUnprinted(' kind  vitest-0d8cce  create-nodes          11.4 s\n …', printed)).toEqual([])
  expect(findUnprinted('KIND_BOOT_FAILED: cluster "web" stopped after 6.0 s', printed)).toEqual([])
  expect(findUnprinted(' kind  vitest-0d8cce  make-nodes             1.4 s', printed)).toHaveLength(1)
})
