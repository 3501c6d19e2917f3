import { expect, test } from 'vitest'
import { requireContents } from '../../../images/target/check-image.ts'
import { readLoaded } from '../../../images/target/load-root.ts'
import { refuse } from '../../../images/target/require-emulation.ts'

test('an engine that runs no programs of an architecture is told with what makes it able to', () => {
  expect(refuse('arm64', 'exec /probe: exec format error').message).toMatchInlineSnapshot(`
    "KIND_HOST_UNFIT: the engine runs no programs of arm64: a node image for it is made of Debian packages that are set up by their own programs
      seen   exec /probe: exec format error
      cause  its kernel has no interpreter for them that is there in containers, too (binfmt_misc, with the flag F)
      do     on the engine's host: docker run --privileged --rm tonistiigi/binfmt --install arm64; on Debian and Ubuntu also: apt-get install qemu-user-static binfmt-support
      kept   nothing was built or downloaded"
  `)
})

test('one whose interpreter is not there in containers is told the same', () => {
  expect(refuse('arm64', 'exec /probe: no such file or directory').facts.why).toBe(refuse('arm64', 'exec format error').facts.why)
})

test('of another trouble no cause is guessed', () => {
  expect(refuse('arm64', 'a program of arm64 that ends with 0 ended with 139').facts.why).toBeUndefined()
})

const whole = { platform: 'linux/arm64', programs: { arm64: ['usr/bin/bash'] }, images: { arm64: ['/pause'] } }

test('an image that is all for its architecture is taken', () => {
  expect(() => requireContents(whole, 'arm64', ['/pause'])).not.toThrow()
})

test('all that is not for its architecture is told at once', () => {
  const mixed = {
    platform: 'linux/amd64',
    programs: { arm64: ['usr/bin/bash'], amd64: ['opt/cni/bin/ptp', 'usr/bin/ip', 'usr/sbin/nft', 'usr/sbin/runc'], '0xf3': ['usr/bin/x'] },
    images: { amd64: ['/pause'], arm64: ['/usr/local/bin/etcd'] },
  }
  expect(() => requireContents(mixed, 'arm64', ['/pause', '/usr/local/bin/etcd'])).toThrowErrorMatchingInlineSnapshot(`
    [Error: The image that was built is not all for arm64:
    it says of itself that it is for linux/amd64
    4 programs in it are for amd64, as opt/cni/bin/ptp, usr/bin/ip, usr/sbin/nft
    1 programs in it are for 0xf3, as usr/bin/x
    1 images in it are for amd64, as /pause
    its containerd has no image of /pause for arm64]
  `)
})

test('an image with nothing in it is not taken for one that is right', () => {
  const empty = { platform: 'linux/arm64', programs: {}, images: {} }
  expect(() => requireContents(empty, 'arm64', ['/pause'])).toThrowErrorMatchingInlineSnapshot(`
    [Error: The image that was built is not all for arm64:
    there is no program in it
    its containerd has no image of /pause for arm64]
  `)
})

test.for([
  ['{"stream":"Loaded image ID: sha256:601bb6\\n"}\n', 'sha256:601bb6'],
  [
    '{"stream":"The image a:1 already exists, renaming the old one with ID sha256:9 to empty string\\n"}\n{"stream":"Loaded image: a:1\\n"}\n',
    'a:1',
  ],
])('an engine that has taken an image says by what it knows it', ([text = '', name]) => {
  expect(readLoaded(text)).toBe(name)
})

test('one that has not says why, after it said that all is well', () => {
  expect(() => readLoaded('{"errorDetail":{},"error":"no space left on device"}\n')).toThrow('no space left on device')
})
