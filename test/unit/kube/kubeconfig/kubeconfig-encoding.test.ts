import { expect, test } from 'vitest'
import { decodeKubeconfig } from '../../../../src/kube/kubeconfig/kubeconfig-encoding.ts'

const text = 'clusters: [] # größer \u{1F433}\r\n'

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['nothing', Buffer.alloc(0)],
])('%s goes back as it came', (_what, bytes) => {
  const decoded = decodeKubeconfig(bytes)
  expect(decoded.encode(decoded.text)).toEqual(bytes)
  if (bytes.length > 0) expect(decoded.text).toContain(text)
})

test.each([
  ['Latin-1', Buffer.from('# \xe9\n', 'latin1'), 'it is not in UTF-8'],
  ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x41]), 'it is not in UTF-16'],
  ['half a pair', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'it is not in UTF-16'],
  ['a key in DER', Buffer.from([0x30, 0x82, 0x04, 0xa4]), 'it is not in UTF-8'],
])('%s could not be given back, and is refused', (_what, bytes, message) => {
  expect(() => decodeKubeconfig(bytes)).toThrow(message)
})
