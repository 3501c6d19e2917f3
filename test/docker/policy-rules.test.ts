import { expect } from 'vitest'
import { pods, policy } from '../support/policy-objects.ts'
import { test } from '../support/policy-test.ts'

const denyAll = policy({ policyTypes: ['Ingress', 'Egress'] })

test('a node has one table of rules, in one step', async ({ world }) => {
  const name = `a-policy-of-${'x'.repeat(200)}`
  const spec = {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'SCTP', port: 132 }] }],
  }
  const objects = [...pods(), policy(spec), policy({ policyTypes: ['Egress'] }, { name })]
  expect(await world.probe({ objects }, ['web 10.244.1.2 tcp/80', 'job 10.244.0.3 tcp/80']), 'nft takes it').toEqual(
    new Set(['job 10.244.0.3 tcp/80']),
  )
  expect(await world.render({ objects })).toMatchInlineSnapshot(`
    "table inet network-policies
    delete table inet network-policies
    table inet network-policies {
    	chain egress {
    		type filter hook forward priority filter - 2; policy accept;
    		ct state established,related accept
    		ip saddr . ip daddr { 10.244.0.2 . 10.244.0.2, 10.244.0.3 . 10.244.0.3 } accept
    		ip saddr vmap { 10.244.0.2 : goto egress-0, 10.244.0.3 : goto egress-0 }
    		ip6 saddr . ip6 daddr { fd00:10:244::2 . fd00:10:244::2, fd00:10:244::3 . fd00:10:244::3 } accept
    		ip6 saddr vmap { fd00:10:244::2 : goto egress-0, fd00:10:244::3 : goto egress-0 }
    	}
    	chain egress-0 {
    		jump egress-policy-0 comment "shop/a-policy-of-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    		drop
    	}
    	chain egress-policy-0 {
    	}
    	chain ingress {
    		type filter hook forward priority filter - 1; policy accept;
    		ct state established,related accept
    		ip saddr . ip daddr { 10.244.0.2 . 10.244.0.2 } accept
    		ip daddr vmap { 10.244.0.2 : goto ingress-0 }
    		ip6 saddr . ip6 daddr { fd00:10:244::2 . fd00:10:244::2 } accept
    		ip6 daddr vmap { fd00:10:244::2 : goto ingress-0 }
    	}
    	chain ingress-0 {
    		jump ingress-policy-1 comment "shop/one"
    		drop
    	}
    	chain ingress-policy-1 {
    		ip saddr { 10.244.0.2, 10.244.0.3, 10.244.1.2 } sctp dport 132 accept
    		ip6 saddr { fd00:10:244::2, fd00:10:244::3, fd00:10:244:1::2 } sctp dport 132 accept
    	}
    }"
  `)
})

test('what no policy is about stays: the node itself, pods of its network, pods that have ended, a pod that asks itself', async ({
  world,
}) => {
  const answered = async (objects: object[], ...probes: string[]): Promise<string[]> =>
    [...(await world.probe({ objects }, probes))].toSorted()
  const ofNode = [
    'node 10.244.0.2 tcp/80',
    'node 10.244.0.3 udp/53',
    'node fd00:10:244:0::3 tcp/80',
    'web 10.244.0.1 tcp/80',
    'db 10.244.0.1 udp/53',
  ]
  const toItself = 'web 10.96.0.1 tcp/80'
  expect(await answered([...pods(), denyAll], ...ofNode, toItself)).toEqual([...ofNode, toItself].toSorted())

  const byService = 'db 10.96.0.1 tcp/80'
  const toWeb = policy({
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 'http' }] }],
  })
  expect(await answered([...pods(), denyAll], byService)).toEqual([])
  expect(await answered([...pods(), toWeb], byService, 'db 10.244.0.2 tcp/8080'), 'a Service is what it leads to').toEqual([byService])

  const direct = 'web 10.244.0.3 tcp/80'
  const changed = (name: string, change: object): object[] =>
    pods((pod) => (pod.name === name ? { spec: { ...pod.spec, ...change }, status: { ...pod.status, ...change } } : {}))
  const ofDb = policy({ podSelector: { matchLabels: { app: 'db' } } })
  expect(await answered([...pods(), ofDb], direct)).toEqual([])
  expect(await answered([...changed('db', { hostNetwork: true }), ofDb], direct)).toEqual([direct])
  expect(await answered([...changed('db', { phase: 'Succeeded' }), ofDb], direct)).toEqual([direct])
})

test('a pod that a policy selects is cut off before the API server knows its address, and before this node does', async ({ world }) => {
  const without = (...names: string[]): object[] =>
    pods(({ name, status }) => (names.includes(name) ? { status: { ...status, podIPs: [] } } : {}))
  const ofDb = policy({ podSelector: { matchLabels: { app: 'db' } } })
  const cut = (objects: object[], addresses: Record<string, string> = {}): Promise<string> =>
    world.findCut({ objects: [...objects, ofDb], addresses })
  const db = { '10.244.0.3': 'shop/db', 'fd00:10:244::3': 'shop/db' }
  const asSelected = await cut(pods())
  expect(await cut(without('db'), db), 'known by its node').toBe(asSelected)
  expect(await cut(without('db')), 'known by nobody').toBe(asSelected)
  expect(await cut(without('db', 'web'), db), 'nobody else is').toBe(asSelected)
  expect(await cut(pods(), { ...db, '10.244.0.2': 'shop/new', 'fd00:10:244::2': 'shop/new' }), 'an address whose pod is not known yet')
    .toMatchInlineSnapshot(`
    "web -> db: nothing
    web -> job: nothing
    web -> mon: nothing
    web -> outside: nothing
    db -> web: nothing
    job -> web: nothing
    job -> db: nothing
    mon -> web: nothing
    mon -> db: nothing
    outside -> web: nothing
    outside -> db: nothing"
  `)
  expect(await cut(pods().filter((pod) => !JSON.stringify(pod).includes('"web"'))), 'an address that is free').toBe(asSelected)
})
