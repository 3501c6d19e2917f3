// A state ↔ bytes: one line that says what it is, in clear, then the state itself, compressed. The same in an image and in a file, where the files of
// its images' layers may follow.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { parseJson, writeJson } from '../support/kube-json.ts'
import { describeError, KindError } from '../support/errors.ts'
import type { ClusterState } from './cluster-state.ts'

/** What stands in the first line. */
export interface StateHeader {
  /** What it may stand in for: state-key.ts. */
  readonly key: string
  /** `v1.37.2` */
  readonly kubernetes: string
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  /** Version of the package that took it. */
  readonly by: string
}

/** Of what follows the state. */
export interface LayersPart {
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

interface FirstLine extends StateHeader {
  readonly format: number
  /** Of the compressed state, hexadecimal SHA-256. */
  readonly sha256: string
  readonly bytes: number
  /** In format 2. */
  readonly layers?: LayersPart
}

/** Bytes that need not be in memory. */
export interface StateBytes {
  readonly size: number
  read(from: number, length: number): Promise<Buffer>
}

export interface DecodedState {
  readonly header: StateHeader
  readonly state: ClusterState
  /** Where they begin; what they hold has not been looked at. */
  readonly layers?: LayersPart & { readonly from: number }
}

const magic = 'vitest-kind state '
/** Without layers, and with them. Another one is for a state that packages of before cannot put back. */
const formats = { plain: 1, withLayers: 2 }
const longestLine = 4096
const [compress, expand] = [promisify(gzip), promisify(gunzip)]

export async function encodeState(state: ClusterState, header: StateHeader): Promise<Buffer> {
  const body = await compressState(state)
  return Buffer.concat([Buffer.from(renderLine({ format: formats.plain, ...header, ...measure(body) })), body])
}

/**
 * The same where layers follow, which may be more than memory holds: the first line is as long as it will be, and takes its place when they have
 * been written.
 */
export async function encodeBeforeLayers(
  state: ClusterState,
  header: StateHeader,
): Promise<{ readonly begin: Buffer; firstLine(layers: LayersPart): Buffer }> {
  const body = await compressState(state)
  const render = (layers: LayersPart): string => renderLine({ format: formats.withLayers, ...header, ...measure(body), layers })
  const room = render({ bytes: Number.MAX_SAFE_INTEGER, sha256: hash(Buffer.alloc(0)) }).length
  // JSON may end in spaces.
  const firstLine = (layers: LayersPart): Buffer =>
    Buffer.from(
      `${render(layers)
        .trimEnd()
        .padEnd(room - 1)}\n`,
    )
  return { begin: Buffer.concat([Buffer.alloc(room), body]), firstLine }
}

/** `name` is for the error: KIND_STATE_UNUSABLE, with the reason. */
export async function decodeState(from: Buffer | StateBytes, name: string): Promise<DecodedState> {
  const refuse = (why: string, seen: readonly string[] = []): KindError => unusableState(name, why, seen)
  const bytes = Buffer.isBuffer(from) ? bytesOf(from) : from
  const start = await bytes.read(0, Math.min(longestLine, bytes.size))
  const end = start.indexOf('\n')
  if (end < 0 || !start.subarray(0, magic.length).equals(Buffer.from(magic)))
    throw refuse(bytes.size === 0 ? 'it is empty' : 'it is no state of a cluster')
  const line = readLine(start.subarray(magic.length, end).toString())
  if (!line) throw refuse('its first line is damaged')
  const { format, sha256, bytes: length, layers, ...header } = line
  if (format !== formats.plain && format !== formats.withLayers)
    throw refuse(`it has format ${format}, this version of vitest-kind reads up to ${formats.withLayers}`, [
      `written by vitest-kind ${header.by}`,
    ])
  const [there, told] = [bytes.size - end - 1, length + (layers?.bytes ?? 0)]
  if (there !== told) throw refuse(`it is ${there < told ? 'cut off' : 'too long'}`, [`${there} of ${told} bytes`])
  const body = await bytes.read(end + 1, length)
  if (hash(body) !== sha256) throw refuse(damaged)
  try {
    const state = parseJson((await expand(body)).toString()) as ClusterState
    return { header, state, ...(layers && { layers: { ...layers, from: end + 1 + length } }) }
  } catch (error) {
    throw refuse(`it cannot be read: ${describeError(error)}`)
  }
}

/** Why it is refused where a checksum does not fit. */
export const damaged = 'it is damaged: its checksum is another one'

export function unusableState(name: string, why: string, seen: readonly string[] = []): KindError {
  return new KindError('KIND_STATE_UNUSABLE', { what: `${name} cannot be put back: ${why}`, seen })
}

function compressState(state: ClusterState): Promise<Buffer> {
  // Level 1 takes a third of the time of the default, for a tenth more.
  return compress(writeJson(state), { level: 1 })
}

function renderLine(line: FirstLine): string {
  return `${magic}${JSON.stringify(line)}\n`
}

function measure(body: Buffer): { readonly sha256: string; readonly bytes: number } {
  return { sha256: hash(body), bytes: body.length }
}

function bytesOf(buffer: Buffer): StateBytes {
  return { size: buffer.length, read: (from, length) => Promise.resolve(buffer.subarray(from, from + length)) }
}

/** Of a format to come only its number need be where it is now. */
function readLine(text: string): FirstLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<FirstLine>
    const isWhole =
      isSize(line.bytes) &&
      typeof line.sha256 === 'string' &&
      (line.format !== formats.withLayers || (isSize(line.layers?.bytes) && typeof line.layers?.sha256 === 'string'))
    return typeof line.format === 'number' && isWhole ? (line as FirstLine) : undefined
  } catch {
    return undefined
  }
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
