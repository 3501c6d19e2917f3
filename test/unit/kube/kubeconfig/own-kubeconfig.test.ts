import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { createExecCredential } from '../../../../src/kube/kubeconfig/exec-credential.ts'
import { readOwnKubeconfig } from '../../../../src/kube/kubeconfig/own-kubeconfig.ts'

const test = base.extend('folder', async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-own-'))
  onCleanup(() => rm(folder, { recursive: true }))
  return folder
})

const config = (name: string, user: object, more: object = {}): string =>
  JSON.stringify({
    clusters: [{ name: `c-${name}`, cluster: { server: `https://${name}.example.com`, 'certificate-authority': 'ca.pem' } }],
    users: [{ name: `u-${name}`, user }],
    contexts: [{ name, context: { cluster: `c-${name}`, user: `u-${name}`, namespace: 'shop' } }],
    ...more,
  })

test('one context stands by itself: what it names in files is in it, and the file is as it was', async ({ folder }) => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')] as const
  await writeFile(first, config('production', { token: 'secret' }, { 'current-context': 'production' }))
  await writeFile(second, config('staging', { tokenFile: 'token', exec: { command: './bin/login', apiVersion: 'v1' } }))
  await writeFile(join(folder, 'ca.pem'), 'CA\n')
  await writeFile(join(folder, 'token'), 'abc\n')
  const { context, text } = await readOwnKubeconfig([join(folder, 'absent'), first, second], 'staging')
  expect(context).toBe('staging')
  expect(text.replaceAll(folder, '/home/jane/.kube')).toMatchInlineSnapshot(`
    "apiVersion: v1
    kind: Config
    clusters:
    - name: staging
      cluster:
        server: https://staging.example.com
        certificate-authority-data: Q0EK
    users:
    - name: staging
      user:
        exec:
          command: /home/jane/.kube/bin/login
          apiVersion: v1
        token: abc
    contexts:
    - name: staging
      context:
        cluster: staging
        user: staging
        namespace: shop
    current-context: staging
    "
  `)
  expect((await readOwnKubeconfig([first, second])).context).toBe('production')
  expect(await readFile(second, 'utf8')).toContain('"tokenFile":"token"')
})

test('what leads nowhere is told by name', async ({ folder }) => {
  const path = join(folder, 'config')
  await expect(readOwnKubeconfig([path])).rejects.toThrow(`KIND_CONFIG_INVALID: the kubeconfig cannot be used: there is none: ${path}`)
  await writeFile(path, config('staging', {}))
  await expect(readOwnKubeconfig([path])).rejects.toThrow('no context is named')
  await expect(readOwnKubeconfig([path], 'stagin')).rejects.toThrow('no context "stagin" in')
  await expect(readOwnKubeconfig([path], 'staging')).rejects.toThrow('certificate-authority: ')
})

const print = (answer: object | string): object => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  command: process.execPath,
  args: ['-e', `console.log(${JSON.stringify(typeof answer === 'string' ? answer : JSON.stringify(answer))} + (process.env.SUFFIX ?? ''))`],
})

test('a program logs in, once as long as that holds', async () => {
  const expirationTimestamp = new Date(Date.now() + 3_600_000).toISOString()
  const login = createExecCredential(print({ kind: 'ExecCredential', status: { token: 'abc', expirationTimestamp } }) as never)
  const first = login()
  expect(await first).toEqual({ token: 'abc', clientCertificate: undefined, clientKey: undefined })
  expect(login()).toBe(first)
})

test('credentials that have run out are asked for again', async () => {
  const login = createExecCredential(
    print({ kind: 'ExecCredential', status: { token: 'abc', expirationTimestamp: '2020-01-01T00:00:00Z' } }) as never,
  )
  const first = login()
  await first
  expect(login()).not.toBe(first)
  await login()
})

test.for([
  ['no credential', print('hello'), 'printed no ExecCredential with a status'],
  ['a terminal', { ...print('hello'), interactiveMode: 'Always' }, 'wants a terminal'],
  ['no program', { ...print('hello'), command: '/nowhere/login' }, '/nowhere/login, which is to log in, failed: '],
  ['its words', { ...print(''), args: ['-e', 'console.error("log in first"); process.exit(1)'] }, 'failed: log in first'],
  ['nothing', {}, '"exec" needs a command'],
] as const)('a program that does not is told: %s', async ([, exec, expected]) => {
  await expect(createExecCredential(exec as never)()).rejects.toThrow(expected)
})
