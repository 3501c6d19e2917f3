// A state ↔ bytes: one line that says what it is, in clear, then the state itself, compressed. The same in an image and in a file.
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

interface FirstLine extends StateHeader {
  readonly format: number
  /** Of the compressed rest, hexadecimal SHA-256. */
  readonly sha256: string
  readonly bytes: number
}

const magic = 'vitest-kind state '
/** Raised when a state of before can no longer be put back. */
const format = 1
const longestLine = 4096
const [compress, expand] = [promisify(gzip), promisify(gunzip)]

export async function encodeState(state: ClusterState, header: StateHeader): Promise<Buffer> {
  // Level 1 takes a third of the time of the default, for a tenth more.
  const body = await compress(writeJson(state), { level: 1 })
  const line: FirstLine = { format, ...header, sha256: hash(body), bytes: body.length }
  return Buffer.concat([Buffer.from(`${magic}${JSON.stringify(line)}\n`), body])
}

/** `name` is for the error: KIND_STATE_UNUSABLE, with the reason. */
export async function decodeState(bytes: Buffer, name: string): Promise<{ readonly header: StateHeader; readonly state: ClusterState }> {
  const refuse = (why: string, seen: readonly string[] = []): KindError =>
    new KindError('KIND_STATE_UNUSABLE', { what: `${name} cannot be put back: ${why}`, seen })
  const end = bytes.subarray(0, longestLine).indexOf('\n')
  if (end < 0 || !bytes.subarray(0, magic.length).equals(Buffer.from(magic)))
    throw refuse(bytes.length === 0 ? 'it is empty' : 'it is no state of a cluster')
  const line = readLine(bytes.subarray(magic.length, end).toString())
  if (!line) throw refuse('its first line is damaged')
  const { format: its, sha256, bytes: length, ...header } = line
  if (its !== format)
    throw refuse(`it has format ${its}, this version of vitest-kind reads ${format}`, [`written by vitest-kind ${header.by}`])
  const body = bytes.subarray(end + 1)
  if (body.length !== length) throw refuse(`it is ${body.length < length ? 'cut off' : 'too long'}`, [`${body.length} of ${length} bytes`])
  if (hash(body) !== sha256) throw refuse('it is damaged: its checksum is another one')
  try {
    return { header, state: parseJson((await expand(body)).toString()) as ClusterState }
  } catch (error) {
    throw refuse(`it cannot be read: ${describeError(error)}`)
  }
}

function readLine(text: string): FirstLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<FirstLine>
    return typeof line.format === 'number' && typeof line.sha256 === 'string' && typeof line.bytes === 'number'
      ? (line as FirstLine)
      : undefined
  } catch {
    return undefined
  }
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
