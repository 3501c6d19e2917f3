import { expect, test } from 'vitest'
import { delayRefused, renderRules } from '../../../../src/verbs/faults/network.ts'

test('a partition is one table of its own, which replaces the one before, for both families and both ways', () => {
  expect(renderRules(['172.18.0.3', 'fc00::3', '10.244.1.0/24'])).toMatchInlineSnapshot(`
    "add table inet vitest-kind-faults
    delete table inet vitest-kind-faults
    table inet vitest-kind-faults {
      chain in {
        type filter hook prerouting priority -300
        ip saddr 172.18.0.3 drop
        ip6 saddr fc00::3 drop
        ip saddr 10.244.1.0/24 drop
      }
      chain out {
        type filter hook postrouting priority -300
        ip daddr 172.18.0.3 drop
        ip6 daddr fc00::3 drop
        ip daddr 10.244.1.0/24 drop
      }
    }
    "
  `)
})

test('a delay that the kernel does not know is refused with what would load it; what else is in its way is told as it is', () => {
  expect(delayRefused('web-worker', 'Error: Specified qdisc kind is unknown.\n').message).toMatchInlineSnapshot(`
    "KIND_FAULT_REFUSED: delay of web-worker is not possible: the kernel of the engine's host does not delay packets
      seen   Error: Specified qdisc kind is unknown.
      do     load its module there: sudo modprobe sch_netem"
  `)
  expect(delayRefused('web-worker', 'RTNETLINK answers: Operation not permitted\n').message).toMatchInlineSnapshot(`
    "KIND_FAULT_REFUSED: delay of web-worker is not possible
      seen   RTNETLINK answers: Operation not permitted"
  `)
})
