import { expect, test } from 'vitest'
import { missingCapabilities } from '../../../.ci/host/capabilities.ts'

test('names the capability a restricted host cannot give: 24 is CAP_SYS_RESOURCE', () => {
  expect(missingCapabilities('Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t000001fffeffffff\n', '40\n')).toEqual([24])
})

test('finds nothing missing on an ordinary host, also when its kernel knows more or fewer capabilities', () => {
  expect(missingCapabilities('CapBnd:\t000001ffffffffff\n', '40\n')).toEqual([])
  expect(missingCapabilities('CapBnd:\t0000003fffffffff\n', '37\n')).toEqual([])
})

test('says so when the status text is not one', () => {
  expect(() => missingCapabilities('', '40\n')).toThrow('no CapBnd line')
})
