// The engine itself is restarted: one of the test's own, on a machine of its own. What runs in it must come back by itself.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { defaults } from '../../src/config/defaults.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { canHaveBareMachine, runOnBareMachine } from '../host/bare-machine.ts'
import { createTestContext } from '../support/cluster-context.ts'

/** The node image, for an engine that has nothing. */
async function saveNodeImage(): Promise<string> {
  const { engine } = await createTestContext()
  const image = await findPresentImage(engine, defaults.version)
  const archive = join(import.meta.dirname, '../../.cache', `node-image-${process.pid}.tar`)
  onTestFinished(() => rm(archive, { force: true }))
  await pipeline(await saveImages(engine, [image!]), createWriteStream(archive))
  return archive
}

test.runIf(canHaveBareMachine)('three control planes and their load balancer come back with the engine', async () => {
  const archive = await saveNodeImage()
  const { exitCode, output } = await runOnBareMachine(
    `ip link set lo up; test/support/engine-restart-program.ts ${archive} SIGTERM SIGKILL`,
  )
  const all = 'restarted-control-plane restarted-control-plane2 restarted-control-plane3 restarted-external-load-balancer'
  expect(output.match(/^after .*$/gm), output).toEqual([`after SIGTERM: ${all}`, `after SIGKILL: ${all}`])
  expect(exitCode, output).toBe(0)
})

test.runIf(canHaveBareMachine)('what an engine that was restarted had kept ready is made anew, and that is said', async () => {
  const archive = await saveNodeImage()
  const { exitCode, output } = await runOnBareMachine(`ip link set lo up; test/support/engine-gone-program.ts ${archive}`)
  const said = output.replaceAll(/^vitest-kind: starting .*\n/gm, '').replaceAll(/vitest-pool-[0-9a-f]{6}/g, 'vitest-pool-xxxxxx')
  expect(said).toMatchInlineSnapshot(`
    "restarted while a spare waits: another is usable
    notice: spare cluster vitest-pool-xxxxxx-1 is removed: it runs, and nobody uses it
    when the pool was looked after: 0 clusters are there
    notice: no prepared state was kept: "sh -c programs=" could not be run on kept-control-plane: the Docker engine at unix:///var/run/docker.sock has stopped answering
    killed while a state is kept: 0 states are there
    the next: is usable
    "
  `)
  expect(exitCode, output).toBe(0)
})
