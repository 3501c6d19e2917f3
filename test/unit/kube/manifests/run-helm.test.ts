import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runHelm } from '../../../../src/kube/manifests/run-helm.ts'

/** A program of that name first on PATH; without a script, there is none at all. */
async function putHelm(script?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'helm-'))
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })
  if (script !== undefined) {
    await writeFile(join(folder, 'helm'), `#!/bin/sh\n${script}\n`)
    await chmod(join(folder, 'helm'), 0o755)
  }
  vi.stubEnv('PATH', script === undefined ? folder : [folder, process.env['PATH']].join(delimiter))
  return folder
}

const call = { args: ['install', 'shop'], kubeconfig: '/tmp/kubeconfig', directory: tmpdir(), what: 'release shop could not be installed' }
const never = new AbortController().signal

test('it is given the kubeconfig, and what is to be read', async () => {
  await putHelm('echo "$@"; cat')
  expect(await runHelm({ ...call, input: '{"a":1}', signal: never })).toBe('install shop --kubeconfig /tmp/kubeconfig\n{"a":1}')
})

test('where there is none, it is told how to get one', async () => {
  await putHelm()
  await expect(runHelm({ ...call, signal: never })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_SETUP_MISSING: release shop could not be installed: there is no program helm on PATH
      do     install helm 3 or 4 (https://helm.sh/docs/intro/install), also where the tests run in CI; or apply what \`helm template\` prints]
  `)
})

test('its own words are in the error', async () => {
  await putHelm('echo "WARNING: old" >&2; echo >&2; echo "Error: no such chart" >&2; exit 3')
  await expect(runHelm({ ...call, signal: never })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_APPLY_FAILED: release shop could not be installed: helm ended with 3
      seen   WARNING: old
      seen   Error: no such chart]
  `)
})

test('it ends when nobody waits any more', async () => {
  await putHelm('exec sleep 60')
  const given = new AbortController()
  const running = runHelm({ ...call, signal: given.signal })
  given.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
})
