// Frames between a tunnel's two ends ↔ bytes cut anywhere. Pure. Keep with relay-program.ts.

/** `listening`: the id is the port. `end`: nothing more comes, and nothing more is taken. */
export type FrameType = 'listening' | 'opened' | 'data' | 'end'

export interface Frame {
  readonly type: FrameType
  /** Of a connection. */
  readonly id: number
  readonly data: Buffer
}

const types: readonly FrameType[] = ['listening', 'opened', 'data', 'end']
// 1 byte type, 4 bytes id, 4 bytes length, big-endian.
const headerBytes = 9

export function writeFrame(type: FrameType, id: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(headerBytes)
  header[0] = types.indexOf(type)
  header.writeUInt32BE(id, 1)
  header.writeUInt32BE(data.length, 5)
  return Buffer.concat([header, data])
}

/** Gives a function to feed chunks to; each frame is handed on when it is whole. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let bytes = 0
  let wanted = headerBytes
  return (chunk) => {
    chunks.push(chunk)
    bytes += chunk.length
    // Joined only when a frame is there: a large one comes in many chunks.
    while (bytes >= wanted) {
      const [joined] = (chunks = [chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)])
      wanted = headerBytes + joined!.readUInt32BE(5)
      if (bytes < wanted) return
      const [whole, rest] = [joined!.subarray(0, wanted), joined!.subarray(wanted)]
      onFrame({ type: types[whole[0]!] ?? 'end', id: whole.readUInt32BE(1), data: whole.subarray(headerBytes) })
      chunks = rest.length > 0 ? [rest] : []
      bytes = rest.length
      wanted = headerBytes
    }
  }
}
