import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import type { KubeObject } from '../../../../src/kube/object.ts'
import type { Inventory } from '../../../../src/state/reset/inventory.ts'
import { resetObjects } from '../../../../src/state/reset/reset-objects.ts'
import { takeInventory } from '../../../../src/state/reset/take-inventory.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { startResetServer } from '../../../support/reset-server.ts'

function object(text: string, fields: object = {}, metadata: object = {}): KubeObject {
  const [apiVersion = '', kind = '', place = ''] = text.split(' ')
  const [namespace, name = ''] = place.split('/')
  return { apiVersion, kind, ...fields, metadata: { name, ...(namespace !== '' && { namespace }), ...metadata } }
}

const untouched = [
  object('v1 Namespace /default'),
  object('v1 ConfigMap default/ours', { data: { colour: 'blue' } }),
  object('v1 ConfigMap default/gone', { data: {} }),
]

async function takeOf(objects: readonly KubeObject[]): Promise<Inventory> {
  await using api = await startResetServer(objects)
  await using connection = await connectKube(api.server.kubeconfig)
  return await takeInventory(connection, AbortSignal.timeout(20_000))
}

test('what came goes, whoever holds it; what was changed and what is missing is as it was', async () => {
  const pristine = await takeOf(untouched)
  await using api = await startResetServer([
    untouched[0]!,
    object('v1 ConfigMap default/ours', { data: { colour: 'red' } }),
    object('v1 Namespace /shop'),
    object('v1 ConfigMap shop/a'),
    object('v1 Event shop/a'),
    object('example.com/v1 Widget shop/held', {}, { finalizers: ['example.com/hold'] }),
    object('example.com/v1 Widget default/going', {}, { finalizers: ['example.com/hold'], deletionTimestamp: 'then' }),
  ])
  await using connection = await connectKube(api.server.kubeconfig)
  const done = await resetObjects(connection, pristine, startDeadline('a test', 20_000))
  expect(done).toEqual({ removed: 4, changed: 1, made: 1 })
  expect(api.list().filter((one) => !one.startsWith('Event'))).toEqual([
    'ConfigMap default/gone',
    'ConfigMap default/ours',
    'Namespace /default',
  ])
  expect(await takeInventory(connection, AbortSignal.timeout(20_000))).toEqual({
    ...pristine,
    items: expect.arrayContaining([...pristine.items]),
  })
})

test('what the pod network has noted later is no difference, and stays when the rest is put back', async () => {
  const pristine = await takeOf(untouched)
  const noted = { annotations: { 'flannel.alpha.coreos.com/public-ip': '172.18.0.2', mine: 'x' } }
  await using api = await startResetServer([untouched[0]!, object('v1 ConfigMap default/ours', { data: {} }, noted), untouched[2]!])
  await using connection = await connectKube(api.server.kubeconfig)
  expect(await resetObjects(connection, pristine, startDeadline('a test', 20_000))).toEqual({ removed: 0, changed: 1, made: 0 })
  const { metadata } = await connection.request<KubeObject>({ path: '/api/v1/namespaces/default/configmaps/ours' })
  expect(metadata.annotations).toEqual({ 'flannel.alpha.coreos.com/public-ip': '172.18.0.2' })
  expect(await resetObjects(connection, pristine, startDeadline('a test', 20_000))).toEqual({ removed: 0, changed: 0, made: 0 })
})

test('what differs when the time is up is told, with what the API server said to it', async () => {
  const pristine = await takeOf(untouched)
  await using api = await startResetServer([...untouched, object('v1 ConfigMap default/left')], (request) => request.startsWith('DELETE'))
  await using connection = await connectKube(api.server.kubeconfig)
  await expect(resetObjects(connection, pristine, startDeadline('a test', 5_000))).rejects.toMatchObject({
    code: 'KIND_RESET_FAILED',
    facts: { seen: ['+ ConfigMap default/left', expect.stringContaining('not allowed')] },
  })
})

test('whoever wants no more of it is told that, and not what differs', async () => {
  const pristine = await takeOf(untouched)
  const over = new AbortController()
  await using api = await startResetServer([...untouched, object('v1 ConfigMap default/left')], (request) => {
    const isRefused = request.startsWith('DELETE')
    if (isRefused) over.abort(new Error('enough'))
    return isRefused
  })
  await using connection = await connectKube(api.server.kubeconfig)
  await expect(resetObjects(connection, pristine, startDeadline('a test', 60_000, over.signal))).rejects.toMatchObject({
    code: 'KIND_CANCELLED',
  })
})
