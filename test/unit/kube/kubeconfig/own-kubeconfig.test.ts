import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
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
  await writeFile(second, config('staging', { token: 'old', tokenFile: 'token', exec: { command: './bin/login', apiVersion: 'v1' } }))
  await writeFile(join(folder, 'ca.pem'), 'CA\n')
  const { context, text } = await readOwnKubeconfig([join(folder, 'absent'), first, second], { context: 'staging' })
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
        tokenFile: /home/jane/.kube/token
        exec:
          command: /home/jane/.kube/bin/login
          apiVersion: v1
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
  await expect(readOwnKubeconfig([path], { context: 'stagin' })).rejects.toThrow('no context "stagin" in')
  await expect(readOwnKubeconfig([path], { context: 'staging' })).rejects.toThrow('certificate-authority: ')
})

test('the proxy of the environment is written into it, where the cluster has none of its own', async ({ folder }) => {
  const path = join(folder, 'config')
  await writeFile(join(folder, 'ca.pem'), 'CA\n')
  await writeFile(path, config('staging', {}, { 'current-context': 'staging' }))
  const proxies = { https: 'http://proxy:3128', no: undefined }
  expect((await readOwnKubeconfig([path], { proxies })).text).toContain('proxy-url: http://proxy:3128\n')
  expect((await readOwnKubeconfig([path], { proxies: { ...proxies, no: 'example.com' } })).text).not.toContain('proxy-url')
  const own = (await readFile(path, 'utf8')).replace('"server":', '"proxy-url":"socks5://own:1080","server":')
  await writeFile(path, own)
  expect((await readOwnKubeconfig([path], { proxies })).text).toContain('proxy-url: socks5://own:1080\n')
})
