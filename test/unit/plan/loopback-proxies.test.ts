import { expect, test } from 'vitest'
import { describeLoopbackProxies } from '../../../src/plan/loopback-proxies.ts'

test.for<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['http://proxy.example.com:3128', undefined],
  ['http://host.docker.internal:3128', undefined],
  ['http://127.example.com', undefined],
  ['http://localhost.example.com:80', undefined],
  ['http://127.0.0.1:3128', 'http://127.0.0.1:3128'],
  ['127.0.1.1:3128', '127.0.1.1:3128'],
  ['http://LOCALHOST:3128/', 'http://LOCALHOST:3128/'],
  ['http://proxy.localhost', 'http://proxy.localhost'],
  ['socks5://[::1]:1080', 'socks5://[::1]:1080'],
  ['http://you:p@ss@localhost', 'http://localhost'],
  ['you:secret@0.0.0.0:80', '0.0.0.0:80'],
])('of the proxy %s what is told is %s', ([https, shown]) => {
  expect(describeLoopbackProxies({ http: undefined, https, no: undefined })).toEqual(
    shown === undefined
      ? []
      : [`the proxy ${shown} is this machine's own address: in a node it leads to the node itself, and pulls through it fail`],
  )
})
