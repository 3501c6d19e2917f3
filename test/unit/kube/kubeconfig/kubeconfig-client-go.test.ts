import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mergeKubeconfig, removeFromKubeconfig } from '../../../../src/kube/kubeconfig/kubeconfig-merge.ts'
import { emptyKubeconfigs, oddKubeconfigs } from '../../../support/odd-kubeconfigs.ts'

interface Reading {
  readonly clusters: Readonly<Record<string, unknown>>
  readonly users: Readonly<Record<string, unknown>>
  readonly contexts: Readonly<Record<string, unknown>>
  readonly 'current-context': string
}
type Capture = Record<'was' | 'put' | 'taken', Reading> & { readonly hashes: readonly string[] }

const captures = JSON.parse(
  await readFile(new URL('../../../../fixtures/captures/client-go/kubeconfigs.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Capture>>

const name = 'kind-no'
const server = 'https://127.0.0.1:40123'
const entry = JSON.stringify({
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user: { token: '1_000' } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  'current-context': name,
})
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

test.each(Object.entries({ ...oddKubeconfigs, ...emptyKubeconfigs }))(
  '%s: client-go reads ours, and all others as before',
  (what, text) => {
    const { was, put, taken, hashes } = captures[what] ?? expect.unreachable(`no capture "${what}"`)
    const added = mergeKubeconfig(text, entry, { setCurrent: true })
    const removed = removeFromKubeconfig(added, name) ?? ''
    expect([text, added, removed].map(hash), 'what client-go has read when the capture was made').toEqual(hashes)
    expect(put).toEqual({
      ...was,
      clusters: { ...was.clusters, [name]: { server } },
      users: { ...was.users, [name]: { token: '1_000' } },
      contexts: { ...was.contexts, [name]: { cluster: name, user: name } },
      'current-context': name,
    })
    expect(taken).toEqual({ ...was, 'current-context': '' })
  },
)
