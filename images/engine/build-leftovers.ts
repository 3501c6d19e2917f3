// What a build needs beside its result bears a label with its builder's identity. This removes what a builder left
// that is gone (killed, crashed, the machine restarted); it never touches what a running builder still uses.
import { buildLabel, findBuildLeftovers } from '../../src/docker/images/build-leftovers.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { imageLabels } from '../../src/plan/labels.ts'
import { currentProcess, renderIdentity } from '../../src/support/process-identity.ts'

/** This process, as the label's value. */
export function builderIdentity(): string {
  return renderIdentity(currentProcess())
}

/** Containers, volumes and untagged images of builders that are gone. Safe at any time. */
export async function removeBuildLeftovers(engine: Engine): Promise<void> {
  for (const leftover of await findBuildLeftovers(engine)) await leftover.remove()
  await removeReplacedImages(engine)
}

/** What this process has built on to get an image, and what bore the tag before: once the tag is given. */
export async function removeDangling(engine: Engine, replacedId?: string): Promise<void> {
  const own = await engine.docker.listImages({ filters: { label: [`${buildLabel}=${builderIdentity()}`], dangling: ['true'] } })
  for (const image of own) await engine.docker.getImage(image.Id).remove().catch(ignoreGone)
  if (replacedId === undefined) return
  const replaced = await engine.docker
    .getImage(replacedId)
    .inspect()
    .catch(() => undefined)
  if (replaced?.RepoTags.length === 0) await engine.docker.getImage(replacedId).remove().catch(ignoreGone)
}

/** Images of ours that lost their tag while a container used them. Young ones may be steps of somebody's build upon ours. */
async function removeReplacedImages(engine: Engine): Promise<void> {
  const untagged = await engine.docker.listImages({ filters: { label: [imageLabels.hash], dangling: ['true'] } })
  const old = untagged.filter((image) => Date.now() - image.Created * 1000 > 600_000)
  for (const image of old) await engine.docker.getImage(image.Id).remove().catch(ignoreGone)
}

/** 404: someone was faster. 409: still in use, so not a leftover. */
function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error
}
