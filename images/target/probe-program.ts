// An architecture → the smallest program for Linux on it: it ends with code 0. Pure.
import type { Architecture } from '../../src/config/architectures.ts'

// The ELF specification's e_machine, and exit(0) in the words of the processor.
const programs: Readonly<Record<Architecture, { readonly machine: number; readonly code: readonly string[] }>> = {
  // xor edi,edi; mov eax,60; syscall
  amd64: { machine: 0x3e, code: ['31ff', 'b83c000000', '0f05'] },
  // mov x0,#0; mov x8,#93; svc #0
  arm64: { machine: 0xb7, code: ['000080d2', 'a80b80d2', '010000d4'] },
}

const headerBytes = 64
const segmentBytes = 56
const loadedAt = 0x400000

export function renderProbeProgram(architecture: Architecture): Buffer {
  const { machine, code: steps } = programs[architecture]
  const code = Buffer.from(steps.join(''), 'hex')
  const head = Buffer.alloc(headerBytes + segmentBytes)
  const size = BigInt(head.length + code.length)
  // 64 bits, little-endian, version 1.
  head.write('7f454c46020101', 'hex')
  head.writeUInt16LE(2, 16) // an executable
  head.writeUInt16LE(machine, 18)
  head.writeUInt32LE(1, 20)
  head.writeBigUInt64LE(BigInt(loadedAt + head.length), 24) // where it begins
  head.writeBigUInt64LE(BigInt(headerBytes), 32) // its one segment
  head.writeUInt16LE(headerBytes, 52)
  head.writeUInt16LE(segmentBytes, 54)
  head.writeUInt16LE(1, 56)
  // The whole file is loaded, to be read and run.
  head.writeUInt32LE(1, 64)
  head.writeUInt32LE(5, 68)
  head.writeBigUInt64LE(BigInt(loadedAt), 80)
  head.writeBigUInt64LE(BigInt(loadedAt), 88)
  head.writeBigUInt64LE(size, 96)
  head.writeBigUInt64LE(size, 104)
  head.writeBigUInt64LE(0x1000n, 112)
  return Buffer.concat([head, code])
}
