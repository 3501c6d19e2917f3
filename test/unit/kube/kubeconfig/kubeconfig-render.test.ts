import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderBlock, renderText } from '../../../../src/kube/kubeconfig/kubeconfig-render.ts'

const capture = JSON.parse(await readFile(new URL('../../../../fixtures/captures/client-go/texts.json', import.meta.url), 'utf8')) as {
  readonly texts: readonly [text: string, token: string][]
}

test.each(capture.texts.map(([text, token]) => ({ text, token })))('client-go reads $token', ({ text, token }) => {
  // The text is what client-go has read the token from.
  const config = { users: [{ name: 'a', user: { token } }] }
  expect(renderBlock(config)).toBe(text)
  expect(parse(text, { version: '1.2' }), 'YAML 1.2').toEqual(config)
  for (const before of ['', "''", '""', 'a']) expect(parse(`token: ${renderText(token, before)}`, { version: '1.2' })).toEqual({ token })
})

test('no quotes where nobody needs them: it looks as kubectl writes it', () => {
  const user = { 'client-key-data': 'LS0tLS1CRUdJTg==' }
  expect(
    renderBlock({ clusters: [{ name: 'kind-web', cluster: { server: 'https://127.0.0.1:40123' } }], users: [{ name: 'kind-web', user }] }),
  ).toBe(`clusters:
- name: kind-web
  cluster:
    server: https://127.0.0.1:40123
users:
- name: kind-web
  user:
    client-key-data: LS0tLS1CRUdJTg==
`)
})

test('quotes stay as they were', () => {
  expect([renderText('kind-web'), renderText('kind-web', '"a"'), renderText('kind-web', "'a'"), renderText('no'), renderText('')]).toEqual([
    'kind-web',
    '"kind-web"',
    "'kind-web'",
    '"no"',
    '""',
  ])
})
