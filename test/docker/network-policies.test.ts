// Who reaches whom under which policies, on one node and from elsewhere, in both address families.
import { expect } from 'vitest'
import { pods, policy } from '../support/policy-objects.ts'
import { test } from '../support/policy-test.ts'

const denyAll = policy({ policyTypes: ['Ingress', 'Egress'] })

test('pods are cut off where policies say so, and nowhere else', async ({ world }) => {
  const cut = (...policies: object[]): Promise<string> => world.findCut({ objects: [...pods(), ...policies] })
  const toDb = (spec: object, metadata: object = {}): object => policy({ podSelector: { matchLabels: { app: 'db' } }, ...spec }, metadata)
  const from = (...peers: object[]): object => toDb({ ingress: [{ from: peers }] })

  expect(await cut(), 'without a policy').toBe('')
  expect(await cut(denyAll)).toMatchInlineSnapshot(`
    "web -> db: nothing
    web -> job: nothing
    web -> mon: nothing
    web -> outside: nothing
    db -> web: nothing
    db -> job: nothing
    db -> mon: nothing
    db -> outside: nothing
    job -> web: nothing
    job -> db: nothing
    mon -> web: nothing
    mon -> db: nothing
    outside -> web: nothing
    outside -> db: nothing"
  `)
  expect(await cut(toDb({})), 'without policyTypes it is about what comes in').toMatchInlineSnapshot(`
    "web -> db: nothing
    job -> db: nothing
    mon -> db: nothing
    outside -> db: nothing"
  `)
  expect(await cut(toDb({ policyTypes: ['Egress'] }))).toMatchInlineSnapshot(`
    "db -> web: nothing
    db -> job: nothing
    db -> mon: nothing
    db -> outside: nothing"
  `)
  expect(await cut(toDb({ egress: [{ to: [{ podSelector: {} }] }] })), 'with a rule for it also about what goes out')
    .toMatchInlineSnapshot(`
    "web -> db: nothing
    db -> mon: nothing
    db -> outside: nothing
    job -> db: nothing
    mon -> db: nothing
    outside -> db: nothing"
  `)
  expect(await cut(from({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'mon'] }] } })))
    .toMatchInlineSnapshot(`
    "job -> db: nothing
    mon -> db: nothing
    outside -> db: nothing"
  `)
  expect(await cut(from({ namespaceSelector: { matchLabels: { team: 'ops' } } }))).toMatchInlineSnapshot(`
    "web -> db: nothing
    job -> db: nothing
    outside -> db: nothing"
  `)
  expect(
    await cut(from({ namespaceSelector: {}, podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['job'] }] } })),
    'both selectors at once, and nobody who is no pod',
  ).toMatchInlineSnapshot(`
    "job -> db: nothing
    outside -> db: nothing"
  `)
  expect(
    await cut(
      from({ ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16', '10.244.1.0/24'] } }, { ipBlock: { cidr: 'fd00:10:244:1::/64' } }),
    ),
  ).toMatchInlineSnapshot(`
    "web -> db: nothing
    job -> db: tcp/80/6 tcp/8080/6 tcp/5432/6 udp/53/6
    mon -> db: tcp/80/6 tcp/8080/6 tcp/5432/6 udp/53/6
    outside -> db: tcp/80/4 tcp/8080/4 tcp/5432/4 udp/53/4"
  `)
  expect(
    await cut(
      toDb({
        ingress: [{ ports: [{ port: 'sql' }, { protocol: 'UDP' }] }, { from: [{ podSelector: {} }], ports: [{ port: 80, endPort: 8079 }] }],
      }),
    ),
  ).toMatchInlineSnapshot(`
    "web -> db: tcp/80 tcp/5432 udp/53
    job -> db: tcp/80 tcp/5432 udp/53
    mon -> db: tcp/5432 udp/53
    outside -> db: tcp/5432 udp/53"
  `)
  expect(await cut(policy({ policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] })), 'a name means what the receiver calls so')
    .toMatchInlineSnapshot(`
    "web -> db: tcp/8080
    web -> job: tcp/8080
    web -> mon: nothing
    web -> outside: nothing
    db -> web: tcp/80
    db -> job: tcp/8080
    db -> mon: nothing
    db -> outside: nothing"
  `)
  expect(
    await cut(policy({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.244.1.0/24' } }], ports: [{ port: 'http' }] }] })),
  ).toMatchInlineSnapshot(`
    "web -> db: nothing
    web -> job: tcp/8080/4
    web -> mon: nothing
    web -> outside: nothing
    db -> web: nothing
    db -> job: tcp/8080/4
    db -> mon: nothing
    db -> outside: nothing"
  `)
  expect(
    await cut(
      denyAll,
      toDb({ ingress: [{ ports: [{ port: 80 }] }] }, { name: 'two' }),
      policy({ egress: [{}], policyTypes: ['Egress'] }, { name: 'three' }),
    ),
    'what one of several lets pass, passes',
  ).toMatchInlineSnapshot(`
    "web -> db: tcp/80
    db -> web: nothing
    job -> web: nothing
    job -> db: tcp/80
    mon -> web: nothing
    mon -> db: tcp/80
    outside -> web: nothing
    outside -> db: tcp/80"
  `)
  expect(
    await cut(policy({ policyTypes: ['Ingress', 'Egress'] }, { namespace: 'ops' })),
    'pods elsewhere are the business of their node',
  ).toBe('')
})
