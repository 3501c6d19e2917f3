// Has this host's engine run programs of arm64, for the time of a test file: by an interpreter of Debian's, unpacked and registered. Nothing is
// installed; what this host has registered itself is taken as it is.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { mayInstallPackages } from '../../.ci/host/debian-packages.ts'
import { registerArm64 } from '../../.ci/host/interpreters.ts'
import { requireEmulation } from '../../images/target/require-emulation.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { unpackDebianPackage } from '../support/debian-programs.ts'

/** Whether it does so already. */
export function emulatesArm64(engine: Engine): Promise<boolean> {
  return requireEmulation(engine, 'arm64').then(
    () => true,
    () => false,
  )
}

/** Resolves to what undoes it. */
export async function emulateArm64(engine: Engine): Promise<() => void> {
  if (await emulatesArm64(engine)) return () => undefined
  if (!mayInstallPackages() || !engine.where.startsWith('unix:'))
    throw new Error(
      'the engine runs no programs of arm64, and only root on Debian may have that changed here, for an engine of the same host',
    )
  const folder = await unpackDebianPackage('qemu-user-static')
  const interpreter = ['usr/bin/qemu-aarch64-static', 'usr/bin/qemu-aarch64']
    .map((path) => join(folder, path))
    .find((path) => existsSync(path))
  if (interpreter === undefined) throw new Error(`Debian's qemu-user-static has no interpreter for arm64: ${folder}`)
  return registerArm64('vitest-kind-arm64', interpreter)
}
