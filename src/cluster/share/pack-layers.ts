// Folders of layers ↔ a stream: a tar for each, one after another. Of overlayfs they keep what says that a file of a lower layer is gone (a device
// 0:0) or a folder another one (an attribute), so that they are layers again where they are unpacked.
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Engine } from '../../docker/connect.ts'
import { streamInContainer } from '../../docker/stream-exec.ts'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../node.ts'
import type { Layer } from './read-unpacked.ts'
import { stagedName } from './take-layers.ts'

const mostLines = 15

// Not all: overlayfs' own notes of where a file came from (trusted.overlay.origin) and labels of the host's (security.selinux) are of this machine.
const attributes = ['user.*', 'security.capability', 'trusted.overlay.opaque', 'system.posix_acl_*']
const kept = ['--numeric-owner', '--xattrs', ...attributes.map((name) => `--xattrs-include=${name}`)].join(' ')

// A link's own text stays: it is of the image, and no path of this archive.
const pack = `set -ef
while [ $# -gt 0 ]; do
  tar --create --format=posix --pax-option=delete=atime,delete=ctime ${kept} --directory "$1" --transform "s,^\\.,$2,S" .
  shift 2
done`

const unpack = `set -ef
mkdir -p "$1"
exec tar --extract --ignore-zeros --preserve-permissions --same-owner ${kept} --directory "$1"`

/** Writes the layers of a node; the stream stays open. Throws KIND_DOCKER_FAILED with what tar said. */
export async function packLayers(engine: Engine, node: Node, layers: readonly Layer[], into: Writable): Promise<void> {
  const stderr = new PassThrough()
  const said = text(stderr)
  const pairs = layers.flatMap(({ chain, directory }) => [directory, stagedName(chain)])
  const exitCode = await streamInContainer(engine, node.id, ['sh', '-c', pack, 'sh', ...pairs], { stdout: into, stderr }).finally(() =>
    stderr.end(),
  )
  if (exitCode !== 0) throw describeFailure(`the layers of the images in ${node.name} could not be read`, await said)
}

/** What {@link packLayers} has written → a folder in the node, with each layer by its {@link stagedName}. Throws the same. */
export async function unpackLayers(node: Node, tars: Readable, folder: string, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await node.run(['sh', '-c', unpack, 'sh', folder], { stdin: tars, signal, allowFailure: true })
  if (exitCode !== 0) throw describeFailure(`the layers of images could not be unpacked in ${node.name}`, stderr)
}

function describeFailure(what: string, stderr: string): DockerError {
  const seen = stderr.split('\n').filter((line) => line !== '')
  return new DockerError('KIND_DOCKER_FAILED', { what, seen: seen.slice(-mostLines) })
}
