import { expect, test, vi } from 'vitest'
import { createExecLogin, findExecLogin } from '../../../../src/kube/kubeconfig/exec-credential.ts'

const apiVersion = 'client.authentication.k8s.io/v1'
const run = (program: string, more: object = {}): Record<string, unknown> => ({
  apiVersion,
  command: process.execPath,
  args: ['-e', program],
  ...more,
})
/** Prints a credential; `fresh` is another text at each start. */
const print = (status: object): Record<string, unknown> =>
  run(
    `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${JSON.stringify(status)} }).replace('fresh', process.hrtime.bigint()))`,
  )
const expiringIn = (ms: number): { expirationTimestamp: string } => ({ expirationTimestamp: new Date(Date.now() + ms).toISOString() })

test('a program logs in, once as long as that holds, for all connections of a process', async () => {
  const login = createExecLogin(print({ token: 'fresh', ...expiringIn(3_600_000) }))
  const first = await login.current()
  expect(first).toEqual({ token: expect.stringMatching(/^\d+$/), clientCertificate: undefined, clientKey: undefined })
  expect(await login.current()).toBe(first)
  const exec = print({ token: 'abc' })
  expect(findExecLogin(exec)).toBe(findExecLogin({ ...exec }))
  expect(findExecLogin(exec)).not.toBe(findExecLogin(exec, { server: 'https://another' }))
})

test('it is asked again ten seconds before its credentials run out, and when they were refused', async () => {
  const login = createExecLogin(print({ token: 'fresh', ...expiringIn(60_000) }))
  const first = await login.current()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 51_000 })
  try {
    const second = await login.current()
    expect(second.token).not.toBe(first.token)
  } finally {
    vi.useRealTimers()
  }
  const forEver = createExecLogin(print({ token: 'fresh' }))
  const refused = await forEver.current()
  expect(forEver.refused(refused)).toBe(true)
  const next = await forEver.current()
  expect(next.token).not.toBe(refused.token)
  // What two requests were refused with is not asked for twice.
  forEver.refused(refused)
  expect(await forEver.current()).toBe(next)
})

test('it is told by whom and for what it is started, in the environment that the kubeconfig gives it', async () => {
  const say = `const token = [process.env.KUBERNETES_EXEC_INFO, process.env.PROFILE, typeof process.env.PATH].join(' ')
    console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }))`
  const exec = run(say, { env: [{ name: 'PROFILE', value: 'staging' }] })
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  expect((await createExecLogin(exec).current()).token).toBe(`${JSON.stringify(info)} staging string`)
  const cluster = { server: 'https://api.example.com', config: { audience: 'a' } }
  const told = { ...info, spec: { ...info.spec, cluster } }
  expect((await createExecLogin(exec, cluster).current()).token).toBe(`${JSON.stringify(told)} staging string`)
})

test('who asks a question is given no answer', async () => {
  const ask = `process.stdin.on('data', () => undefined).on('end', () => { console.error('no code'); process.exit(1) })`
  await expect(createExecLogin(run(ask)).current()).rejects.toThrow('which is to log in, failed: no code')
})

test.for([
  ['no credential', run("console.log('hello')"), 'printed no ExecCredential with a status'],
  ['an empty one', print({}), 'printed neither a token nor a certificate with its key'],
  ['a certificate without its key', print({ clientCertificateData: 'PEM' }), 'printed neither a token nor a certificate with its key'],
  ['a terminal', run('', { interactiveMode: 'Always' }), 'wants a terminal'],
  ['no program', run('', { command: '/nowhere/login' }), '/nowhere/login, which is to log in, is not there'],
  [
    'where to have it',
    run('', { command: '/nowhere/login', installHint: 'apt install login' }),
    'is not there\n  do     apt install login',
  ],
  ['its words', run('console.error("log in first"); process.exit(1)'), 'failed: log in first'],
  ['nothing', {}, '"exec" needs a command'],
] as const)('a program that does not is told: %s', async ([, exec, expected]) => {
  const login = createExecLogin(exec)
  await expect(login.current()).rejects.toThrow(expected)
  // The next one who asks may have more luck.
  await expect(login.current()).rejects.toThrow(expected)
})
