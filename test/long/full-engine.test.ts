// The engine's own disk has no room for what a boot would leave for the next one: on a machine of its own, with a disk of 3 GB.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { canHaveBareMachine, runOnBareMachine } from '../host/bare-machine.ts'
import { createTestContext } from '../support/cluster-context.ts'

test('a run goes on, and is told in a line each what was not kept and why; nothing of it is left', async ({ skip }) => {
  if (!canHaveBareMachine) return skip('no machine of its own can be made here: that takes root on a Debian with an engine')
  const { engine } = await createTestContext()
  const image = await findPresentImage(engine, defaults.version)
  const place = join(import.meta.dirname, '../../.cache', `full-engine-${process.pid}`)
  onTestFinished(async () => {
    for (const end of ['tar', 'disk']) await rm(`${place}.${end}`, { force: true })
  })
  await pipeline(await saveImages(engine, [image!]), createWriteStream(`${place}.tar`))
  const { exitCode, output } = await runOnBareMachine(`
    ip link set lo up
    truncate -s 3G ${place}.disk
    mkfs.ext4 -q -m 0 ${place}.disk
    mount -o loop ${place}.disk /var/lib/docker
    test/support/full-engine-program.ts ${place}.tar`)
  const said = output
    .replaceAll(/^vitest-kind: starting .*\n/gm, '')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'LAYER')
    .replaceAll(/\b[0-9a-f]{16}\b/g, 'KEY')
    .replaceAll(/\d{6,}/g, 'N')
  expect(said).toMatchInlineSnapshot(`
    "now: nothing is left
    notice: no prepared state was kept: image vitest-kind/prepared:KEY could not be made: the disk of the engine's host is full (mkdir /var/lib/docker/overlay2/LAYER: no space left on device)
    notice: no images were kept unpacked: volume vitest-kind-unpacked-KEY could not be made: the disk of the engine's host is full (create vitest-kind-unpacked-KEY: error while creating volume root path '/var/lib/docker/volumes/vitest-kind-unpacked-KEY': mkdir /var/lib/docker/volumes/vitest-kind-unpacked-KEY: no space left on device)
    there are: 0 states, 0 of 0 volumes whole, 0 containers beside it
    now: less than the images take
    notice: no images were kept unpacked: docker.io/library/shop:1 could not be saved: the disk of the engine's host is full (write /var/lib/docker/tmp/docker-export-N/LAYER/layer.tar: no space left on device)
    there are: 1 states, 0 of 0 volumes whole, 0 containers beside it
    now: there is room
    there are: 1 states, 1 of 1 volumes whole, 0 containers beside it
    the cluster: goes on
    "
  `)
  expect(exitCode, output).toBe(0)
})
