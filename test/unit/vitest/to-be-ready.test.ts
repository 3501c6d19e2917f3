// Waits for readiness against a small API server: what they survive, when they give up, and what they tell when it does not come.
import { describe } from 'vitest'
import { parseReference } from '../../../src/kube/reference.ts'
import { expect } from '../../../src/vitest/worker/expect.ts'
import {
  deployment,
  messageOf,
  patient,
  pod,
  ready,
  soon,
  starting,
  test,
  unready,
  waiting,
  warning,
  watched,
} from '../../support/matcher-stage.ts'
import type { Held } from '../../support/object-server.ts'

describe('matchers', () => {
  test('what comes is seen as it comes, through all that an API server does meanwhile', async ({ stage: { api, known } }) => {
    const web = known(pod('web', starting))
    api.put(web)
    let isReady = false
    const waits = Promise.all([
      expect(web).toBeReady(),
      expect(web).toHaveCondition('Ready'),
      expect(web).toMatchLive({ status: { phase: 'Running' } }),
    ]).then(() => (isReady = true))
    await watched(api, 3)
    api.expire()
    await watched(api, 6)
    api.silence(true)
    api.server.dropConnections()
    await expect.poll(() => api.server.connections().open, patient).toBeGreaterThan(0)
    expect(isReady).toBe(false)
    api.put(pod('web', ready))
    api.silence(false)
    // A list that is not answered is given up after its time; one whose connection is cut, at once.
    api.server.dropConnections()
    await waits
  })

  test('a Deployment whose pods cannot run is given up at once, and two pods in one state are one line', async ({
    stage: { api, known },
  }) => {
    const lost = waiting('ImagePullBackOff', 'Back-off pulling image "app:1": ErrImagePull: not found')
    api.put(unready, pod('web-1', lost), pod('web-2', lost))
    api.put(warning('a', 'web-1', 'Failed', 'Error: ImagePullBackOff'), warning('b', 'web-1', 'FailedMount', 'no such volume', 1))
    expect(await messageOf(expect(known(unready)).toBeReady())).toMatchInlineSnapshot(`
      "Deployment web in default should be ready, and cannot any more: seen after N s (patient: true waits all the same)
        the image of container app cannot be had: ImagePullBackOff: app:1: not found
        Deployment web has 0 of 2 replicas Ready
        warning FailedMount on Pod web-1: no such volume"
    `)
  })

  test('unless it is told to be patient', async ({ stage: { api, known } }) => {
    const lost = waiting('ImagePullBackOff', 'not found')
    api.put(unready, pod('web-1', lost), pod('web-2', lost))
    expect(await messageOf(expect(known(unready)).toBeReady({ ...soon, patient: true }))).toMatchInlineSnapshot(`
      "Deployment web in default should be ready, and did not within N s (timeout)
        Deployment web has 0 of 2 replicas Ready
        2 pods: Pending; container app is waiting: ImagePullBackOff: app:1: not found"
    `)
  })

  test('a pod of the template before last is no reason to give up', async ({ stage: { api, known } }) => {
    api.put(unready, { ...pod('web-1', waiting('ImagePullBackOff')), spec: { containers: [{ name: 'app', image: 'app:0' }] } })
    const waits = expect(known(unready)).toBeReady()
    await watched(api, 1, 'pods')
    api.put(deployment({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }))
    await waits
  })

  test('a pod that no node could take is given up when the scheduler has said so', async ({ stage: { api, known } }) => {
    const web = { ...pod('web', starting), spec: { containers: [], nodeSelector: { disk: 'ssd' } } }
    api.put(known(web), { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } })
    const message = messageOf(expect(web).toBeReady())
    await watched(api, 1)
    const unscheduled = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/1 nodes are available: 1 node(s) bad.',
    }
    api.put({ ...web, status: { phase: 'Pending', conditions: [unscheduled] } })
    expect(await message).toMatchInlineSnapshot(`
      "Pod web in default should be ready, and cannot any more: seen after N s (patient: true waits all the same)
        Pod web cannot be scheduled: the only node cannot take it: no label disk=ssd (nodeSelector)
        Pod web is Pending; not scheduled: 0/1 nodes are available: 1 node(s) bad."
    `)
  })

  test('a Job that failed, a pod that ended', async ({ stage: { api, known } }) => {
    const failed = { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] }
    const job = known({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, status: failed })
    const ended = known(pod('web', { phase: 'Succeeded' }))
    api.put(job, ended)
    expect(await messageOf(expect(job).toHaveCondition('Complete'))).toMatchInlineSnapshot(`
      "Job once in default should have the condition Complete=True, and cannot any more: seen after N s (patient: true waits all the same)
        Job once has failed: BackoffLimitExceeded
        Job once has no condition Complete; it has Failed=True"
    `)
    expect(await messageOf(expect(ended).toBeReady())).toMatchInlineSnapshot(`
      "Pod web in default should be ready, and cannot any more: seen after N s (patient: true waits all the same)
        Pod web is Succeeded: a pod that has ended does not start again"
    `)
  })

  test('a message has ten lines at most, warnings the newest first and none that repeats a pod', async ({ stage: { api, known } }) => {
    const crashing = {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 2,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container=app pod=web-1_default(1)' } },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        },
      ],
    }
    api.put(unready, pod('web-1', crashing), pod('web-2', crashing), pod('web-3', starting))
    api.put(...Array.from({ length: 9 }, (_, index) => warning(`w${index}`, 'web-1', 'Unhealthy', `probe ${index} failed`, index)))
    api.put(warning('again', 'web-1', 'BackOff', 'Back-off restarting failed container app in pod web-1', 9))
    expect(await messageOf(expect(known(unready)).toBeReady(soon))).toMatchInlineSnapshot(`
      "Deployment web in default should be ready, and did not within N s (timeout)
        Deployment web has 0 of 2 replicas Ready
        2 pods: Running; container app is waiting: CrashLoopBackOff: next try in 20s, 2 restarts, last exit code 137 (OOMKilled)
        Pod web-3: Pending
        warning Unhealthy on Pod web-1: probe 8 failed
        warning Unhealthy on Pod web-1: probe 7 failed
        warning Unhealthy on Pod web-1: probe 6 failed
        warning Unhealthy on Pod web-1: probe 5 failed
        warning Unhealthy on Pod web-1: probe 4 failed
        warning Unhealthy on Pod web-1: probe 3 failed"
    `)
  })

  test('a Service leads to a pod that is ready; where it leads to none, the labels there are, are told', async ({
    stage: { api, known },
  }) => {
    const service: Held = known({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'wbe' } } })
    api.put(service, pod('web-1', ready))
    expect(await messageOf(expect(service).toBeReady(soon))).toMatchInlineSnapshot(`
      "Service web in default should be ready, and did not within N s (timeout)
        Service web has no endpoints
        no pod has app=wbe: the pods there have app=web"
    `)
    const waits = expect(service).toBeReady()
    const labels = { 'kubernetes.io/service-name': 'web' }
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'web-x', labels } }
    api.put({ ...slice, endpoints: [{ conditions: { ready: true } }] })
    await waits
  })

  test('a list is ready when all of it is; one that is missing is told', async ({ stage: { api, known } }) => {
    api.put(pod('web-1', ready), pod('web-2', starting), pod('web-3', starting))
    expect(await messageOf(expect([known(pod('web-1')), known(pod('web-9'))]).toBeReady(soon))).toMatchInlineSnapshot(`
      "Pod web-9 in default should be ready, and did not within N s (timeout)
        Pod web-9: there is none"
    `)
    const selection = known(parseReference('pods', { labels: { app: 'web' } }))
    expect(await messageOf(expect(selection).toBeReady(soon))).toMatchInlineSnapshot(`
      "pods with app=web in default should be ready, and did not within N s (timeout)
        2 of 3 Pods: Pending"
    `)
    await expect(expect([]).toBeReady()).rejects.toThrow('the list is empty')
  })
})
