import { expect, test } from 'vitest'
import { renderRegistration } from '../../../.ci/host/interpreters.ts'
import { renderProbeProgram } from '../../../images/target/probe-program.ts'

const line = renderRegistration('vitest-kind-arm64', '/opt/qemu-aarch64-static')
const bytes = (text = ''): Buffer => Buffer.from(text.replaceAll(String.raw`\x`, ''), 'hex')

test('an interpreter is registered as the kernel takes it, and is there in containers, too', () => {
  expect(line).toMatchInlineSnapshot(
    `":vitest-kind-arm64:M::\\x7f\\x45\\x4c\\x46\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00:\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff:/opt/qemu-aarch64-static:POCF"`,
  )
})

test.for([
  ['arm64', true],
  ['amd64', false],
] as const)('it is for programs of arm64 alone: %s', ([architecture, is]) => {
  const [magic, mask] = line.split(':').slice(4, 6).map(bytes)
  const head = renderProbeProgram(architecture).subarray(0, magic!.length)
  expect(magic!.equals(head.map((byte, at) => byte & mask![at]!))).toBe(is)
})
