// Whether an engine runs programs of another architecture: a program of a hundred bytes is run there. Nothing is downloaded for it, and nothing of
// it stays. An engine elsewhere, or in a virtual machine, is asked in the same way.
import { mkdtemp, rm } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Architecture } from '../../src/config/architectures.ts'
import { daemonMessage } from '../../src/docker/ask-engine.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { removeContainer } from '../../src/docker/containers.ts'
import { buildLabel } from '../../src/docker/images/build-leftovers.ts'
import { readLogTail } from '../../src/docker/logs.ts'
import { packEntries } from '../../src/docker/tar-entries.ts'
import { DockerError } from '../../src/support/errors.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'
import { loadRoot } from './load-root.ts'
import { renderProbeProgram } from './probe-program.ts'
import { aimEngine } from './target-engine.ts'

/** Throws KIND_HOST_UNFIT, with what makes it able to, where it does not. */
export async function requireEmulation(engine: Engine, architecture: Architecture): Promise<void> {
  const seen = await runProbe(engine, architecture)
  if (seen !== undefined) throw refuse(architecture, seen)
}

/** What is said where programs of that architecture are not run. */
export function refuse(architecture: Architecture, seen: string): DockerError {
  return new DockerError('KIND_HOST_UNFIT', {
    what: `the engine runs no programs of ${architecture}: a node image for it is made of Debian packages that are set up by their own programs`,
    seen: [seen],
    // The first: nothing is registered for it. The second: what is registered is looked for in the container, and is not there.
    ...(/exec format error|no such file or directory/i.test(seen) && {
      why: 'its kernel has no interpreter for them that is there in containers, too (binfmt_misc, with the flag F)',
    }),
    do: `on the engine's host: docker run --privileged --rm tonistiigi/binfmt --install ${architecture}; on Debian and Ubuntu also: apt-get install qemu-user-static binfmt-support`,
    kept: 'nothing was built or downloaded',
  })
}

/** The engine's words where it did not run; undefined where it did. */
async function runProbe(engine: Engine, architecture: Architecture): Promise<string | undefined> {
  const labels = { [buildLabel]: builderIdentity() }
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-probe-'))
  const cleaner = engine.until(AbortSignal.timeout(60_000))
  let image: string | undefined
  let container: string | undefined
  try {
    const tar = join(directory, 'root.tar')
    await pipeline(packEntries([{ path: 'probe', text: renderProbeProgram(architecture), mode: 0o755 }]), createWriteStream(tar))
    image = await loadRoot(engine, { tar, architecture, labels, entrypoint: ['/probe'] })
    const { docker } = aimEngine(engine, architecture)
    const created = await docker.createContainer({ Image: image, Labels: labels, NetworkDisabled: true })
    container = created.id
    // Only the start is what this is about: that the engine makes no container is its own trouble.
    const refusal = await created.start().then(
      () => undefined,
      (error: unknown) => daemonMessage(error),
    )
    engine.signal.throwIfAborted()
    if (refusal !== undefined) return refusal
    const { StatusCode: code } = (await created.wait()) as { StatusCode: number }
    if (code === 0) return undefined
    // runc says it to the container's own output, when it has become the program in vain.
    const said = await readLogTail(engine, created.id, 5)
    return said.trim() || `a program of ${architecture} that ends with 0 ended with ${code}`
  } finally {
    if (container !== undefined) await removeContainer(cleaner, container)
    if (image !== undefined) await cleaner.docker.getImage(image).remove({ force: true })
    await rm(directory, { recursive: true, force: true })
  }
}
