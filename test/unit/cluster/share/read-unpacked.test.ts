import { expect, test } from 'vitest'
import { chainIds } from '../../../../src/cluster/share/read-unpacked.ts'

const id = (letter: string): string => `sha256:${letter.repeat(64)}`

test('a layer is known by itself and all that is below it', () => {
  // sha256 of "<chain below> <diff id>", as the specification of OCI images has it.
  expect(chainIds([id('a'), id('b'), id('c')])).toMatchInlineSnapshot(`
    [
      "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c",
      "sha256:c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588",
    ]
  `)
  expect(chainIds([id('a')])).toEqual([id('a')])
  expect(chainIds([])).toEqual([])
})
