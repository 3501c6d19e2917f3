import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { mergeKubeconfig, removeFromKubeconfig } from '../../../../src/kube/kubeconfig/kubeconfig-merge.ts'

const config = (name: string, server: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token: name } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })

test('entries are added, those of the same name replaced, and fields nobody knows are kept', () => {
  const mine = JSON.stringify({ ...(JSON.parse(config('prod', 'https://prod')) as object), preferences: { colors: true }, 'x-tool': 1 })
  const merged = mergeKubeconfig(
    mergeKubeconfig(mine, config('kind-web', 'https://old'), { setCurrent: true }),
    config('kind-web', 'https://new'),
    { setCurrent: true },
  )
  expect(parse(merged)).toMatchObject({
    'x-tool': 1,
    preferences: { colors: true },
    clusters: [{ name: 'prod' }, { name: 'kind-web', cluster: { server: 'https://new' } }],
    'current-context': 'kind-web',
  })
})

test('the current context stays when asked, but a file without one gets ours', () => {
  expect(parse(mergeKubeconfig(config('prod', 'https://prod'), config('kind-web', 'https://web'), { setCurrent: false }))).toHaveProperty(
    'current-context',
    'prod',
  )
  expect(parse(mergeKubeconfig(undefined, config('kind-web', 'https://web'), { setCurrent: false }))).toHaveProperty(
    'current-context',
    'kind-web',
  )
})

test('what is taken out leaves the rest as it was; a file that does not have it is not touched', () => {
  const both = mergeKubeconfig(config('prod', 'https://prod'), config('kind-web', 'https://web'), { setCurrent: true })
  expect(parse(removeFromKubeconfig(both, 'kind-web')!)).toEqual({
    ...(JSON.parse(config('prod', 'https://prod')) as object),
    'current-context': '',
  })
  expect(removeFromKubeconfig(both, 'kind-other')).toBeUndefined()
})

const prod = `clusters:
- name: prod # far away
  cluster: {}
users: []
contexts: []
current-context: prod
`
const add = (text: string): string => mergeKubeconfig(text, config('kind-web', 'https://web'), { setCurrent: false })

test('an entry of the same name is replaced where it stands, twice the same one is one', () => {
  const text = `clusters:
# first
- name: kind-web
  cluster: {server: https://old} # stale
# second
- name: prod # far away
- {name: kind-web}
- cluster: {server: https://older}
  name: kind-web
# end
current-context: prod
`
  expect(add(text)).toBe(
    `clusters:
# first
- name: kind-web
  cluster:
    server: https://web
# second
- name: prod # far away
# end
current-context: prod
users:
- name: kind-web
  user:
    token: kind-web
contexts:
- name: kind-web
  context:
    cluster: kind-web
    user: kind-web
`.replace(/(users:[^]*)(contexts:[^]*)$/, '$2$1'),
  )
  expect(removeFromKubeconfig(text, 'kind-web')).toBe(`clusters:
# first
# second
- name: prod # far away
# end
current-context: prod
`)
})

test('an entry with the same content is not touched: comments in it stay', () => {
  const text = add(prod).replace('server: https://web', 'server: "https://web" # mine')
  expect(add(text)).toBe(text)
})

test.each([
  ['an anchor in an entry that goes', `clusters:\n- name: kind-web\n  cluster: &c {server: x}\n- name: prod\n  cluster: *c\n`],
  [
    'an anchor that is set again',
    `x: &c 1\nclusters:\n- name: kind-web\n  cluster: {server: &c 2}\n- name: prod\n  cluster: {server: *c}\n`,
  ],
  ['lists that come by a merge key', `x: &x\n  clusters: [{name: kind-web}, {name: prod}]\n<<: *x\n`],
  ['a list that is an alias', `x: &x [{name: kind-web}, {name: prod}]\nclusters: *x\n`],
])('what cannot go without changing others does not go: %s', (_what, text) => {
  expect(() => removeFromKubeconfig(text, 'kind-web')).toThrow('its entries cannot be changed by themselves')
})

test.each([
  ['lists that come by a merge key', `x: &x\n  clusters: [{name: prod}]\n<<: *x\n`],
  ['a list that is an alias', `x: &x [{name: prod}]\nclusters: *x\n`],
  ['a current context that others hang on', `current-context: &c prod\nclusters: [{name: *c}]\n`],
])('what cannot come without changing others does not come: %s', (_what, text) => {
  expect(() => mergeKubeconfig(text, config('kind-web', 'https://web'), { setCurrent: true })).toThrow(
    'its entries cannot be changed by themselves',
  )
})

test('an alias as an entry or as the current context can be taken out and replaced', () => {
  const text = `x: &x {name: kind-web}\ny: &y prod\nclusters:\n- *x\n- name: prod\ncurrent-context: *y\n`
  expect(removeFromKubeconfig(text, 'kind-web')).toBe(text.replace('- *x\n', ''))
  expect(mergeKubeconfig(text, config('kind-web', 'https://web'), { setCurrent: true })).toContain('current-context: kind-web\n')
})

test.each([
  ['a list', '- a list', 'it is not a mapping'],
  ['a text', 'hello', 'it is not a mapping'],
  ['entries that are no list', 'clusters: {}', 'its "clusters" is not a list'],
  ['another kind', 'apiVersion: v1\nkind: Secret\n', 'its kind is "Secret", not Config'],
  ['no YAML', 'a: b: c', '1:5  mapping values are not allowed in this context'],
  ['line ends of an old Mac', 'a: 1\rb: 2\r', 'it has line ends other than LF and CRLF'],
  ['line ends that only YAML 1.1 knows', 'a: 1\u0085b: 2\n', 'it has line ends other than LF and CRLF'],
  ['control characters', 'a: \u0000', 'control characters are not allowed'],
])('what client-go would refuse, or reads otherwise, is refused: %s', (_what, text, message) => {
  expect(() => add(text)).toThrow(message)
  expect(() => removeFromKubeconfig(text, 'kind-web')).toThrow(message)
})
