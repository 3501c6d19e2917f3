// The other matchers against a small API server, and `.not` of each.
import { describe } from 'vitest'
import { expect } from '../../../src/vitest/worker/expect.ts'
import { messageOf, pod, ready, soon, starting, test, warning, watched } from '../../support/matcher-stage.ts'

describe('matchers', () => {
  test('.not waits for the opposite', async ({ stage: { api, known } }) => {
    const web = known(pod('web', ready))
    api.put(web)
    const waits = Promise.all([
      expect(web).not.toBeReady(),
      expect(web).not.toHaveCondition('Ready'),
      expect(web).not.toMatchLive({ status: { phase: 'Running' } }),
      expect(web).not.toStay({ status: { phase: 'Running' } }, { for: 30_000 }),
      expect(known(pod('later'))).not.toBeGone(),
    ])
    await watched(api, 5)
    api.put(pod('web', starting), pod('later'))
    await waits
    expect(await messageOf(expect(web).not.toMatchLive({ kind: 'Pod' }, soon))).toMatchInlineSnapshot(`
      "Pod web in default should not match, and did not within N s (timeout)
        Pod web does match still"
    `)
  })

  test('what is gone is gone; what stays tells who holds it', async ({ stage: { api, known } }) => {
    const held = known(pod('held', {}, { deletionTimestamp: '2026-11-24T00:00:00Z', finalizers: ['example.com/backup'] }))
    api.put(held)
    expect(await messageOf(expect(held).toBeGone(soon))).toMatchInlineSnapshot(`
      "Pod held in default should be gone, and did not within N s (timeout)
        Pod held is still there, deleted at 2026-11-24T00:00:00Z; held by finalizer example.com/backup"
    `)
    const waits = expect(held).toBeGone()
    api.remove(held)
    await waits
  })

  test('an event is of the object itself; one that is there does not go', async ({ stage: { api, known } }) => {
    const web = known(pod('web', ready))
    api.put(web, warning('a', 'other', 'Killing', 'x'), warning('b', 'web', 'Unhealthy', 'x'))
    await expect(web).not.toHaveEvent({ reason: 'Killing' })
    expect(await messageOf(expect(web).toHaveEvent({ reason: 'Killing' }, soon))).toMatchInlineSnapshot(`
      "Pod web in default should have the event Killing, and did not within N s (timeout)
        Pod web has no such event; there are Unhealthy
        warning Unhealthy on Pod web: x"
    `)
    const waits = expect(web).toHaveEvent({ reason: 'Killing', type: 'Warning', message: 'container' })
    api.put(warning('c', 'web', 'Killing', 'Stopping container app'))
    await waits
    expect(await messageOf(expect(web).not.toHaveEvent({ reason: 'Killing' }))).toMatchInlineSnapshot(`
      "Pod web in default should not have the event Killing, and has it
        Pod web does have the event Killing still"
    `)
  })

  test('what differs is told by its path; Vitest’s asymmetric matchers count', async ({ stage: { api, known } }) => {
    const web = known(pod('web', { ...ready, podIP: '10.0.0.1' }))
    api.put(web)
    await expect(web).toMatchLive({ status: { podIP: expect.stringMatching(/^10\./), conditions: [{ type: 'Ready' }] } })
    const wanted = { status: { phase: 'Failed', podIP: expect.any(Number), conditions: [{ type: 'Ready', status: 'False' }] } }
    expect(await messageOf(expect(web).toMatchLive(wanted, soon))).toMatchInlineSnapshot(`
      "Pod web in default should match, and did not within N s (timeout)
        status.phase is "Running", not "Failed"
        status.podIP is "10.0.0.1", not Any<Number>
        status.conditions[0].status is "True", not "False""
    `)
  })

  test('what must not change is watched to the end; a change, and a test too short for it, are told', async ({
    stage: { api, scope, known },
  }) => {
    const [still, web] = [known(pod('still', ready)), known(pod('web', ready))]
    for (const one of [still, web]) api.put(one)
    await expect(still).toStay({ status: { phase: 'Running' } }, { for: 100 })
    const message = messageOf(expect(web).toStay({ status: { phase: 'Running' } }, { for: 30_000 }))
    await watched(api, 1, 'web')
    api.put(pod('web', starting))
    expect((await message).replaceAll(/\d\.\d s/g, 'N s')).toMatchInlineSnapshot(`
      "Pod web in default should stay as it is for 3N s, and did not after N s
        status.phase is "Pending", not "Running""
    `)
    await expect(expect(web).toStay({}, { for: 90_000 })).rejects.toThrow('needs more than the')
    expect(scope.timeoutMs).toBe(60_000)
  })

  test('wrong use is told at once', async ({ stage: { known } }) => {
    const web = known(pod('web'))
    await expect(expect(web).toHaveCondition('')).rejects.toThrow('the type of a condition')
    await expect(expect(web).toStay({}, { for: 0 })).rejects.toThrow('for how long')
    await expect(expect(web).toHaveEvent({} as { reason: string })).rejects.toThrow('the reason of an event')
    await expect(expect('nonsense').toBeReady()).rejects.toThrow('no test of ours runs')
  })
})
