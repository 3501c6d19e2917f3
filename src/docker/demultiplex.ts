// The engine's multiplexed output, in chunks cut anywhere → pieces that belong to stdout or stderr. Pure; used where there is no terminal.
// docker-modem's own demuxStream copies its whole backlog for every frame and never ends what it feeds.

export type OutputName = 'stdout' | 'stderr'

// A frame: 1 byte stream (1 stdout, 2 stderr), 3 bytes zero, 4 bytes length, big-endian; then that many bytes.
const HEADER_BYTES = 8

/** Gives a function to feed chunks to; pieces are handed on as they come, a frame need not be complete. */
export function createDemultiplexer(onPiece: (name: OutputName, piece: Buffer) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0)
  let name: OutputName = 'stdout'
  let leftBytes = 0
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (leftBytes === 0) {
        const missing = HEADER_BYTES - header.length
        header = Buffer.concat([header, rest.subarray(0, missing)])
        rest = rest.subarray(missing)
        if (header.length < HEADER_BYTES) return
        name = header[0] === 2 ? 'stderr' : 'stdout'
        leftBytes = header.readUInt32BE(4)
        header = Buffer.alloc(0)
      }
      const piece = rest.subarray(0, leftBytes)
      if (piece.length > 0) onPiece(name, piece)
      leftBytes -= piece.length
      rest = rest.subarray(piece.length)
    }
  }
}
