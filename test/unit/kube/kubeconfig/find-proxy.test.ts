import { expect, test } from 'vitest'
import { findProxy } from '../../../../src/kube/kubeconfig/find-proxy.ts'

const https = 'http://proxy:3128'

test.for([
  ['https://api.example.com', ''],
  ['https://api.example.com', 'other.com, 10.0.0.0/8'],
  ['https://api.example.com', 'ple.com'],
  ['https://example.com', '.example.com'],
  ['https://api.example.com:6443', 'example.com:443'],
  ['https://11.1.2.3:6443', '10.0.0.0/8'],
  ['https://[fd00::1]:6443', '10.0.0.0/8'],
  ['https://10.1.2.3:6443', '10.0.0.0/33, 10/8, /'],
] as const)('%s is reached by the proxy, where it is not for "%s"', ([server, no]) => {
  expect(findProxy(server, { https, no })).toBe(https)
})

test.for([
  ['https://api.example.com', '*'],
  ['https://api.example.com', 'EXAMPLE.com'],
  ['https://example.com', 'example.com'],
  ['https://api.example.com', '.example.com'],
  ['https://api.example.com', '*.example.com'],
  ['https://api.example.com', 'example.com:443'],
  ['https://api.example.com:6443', 'other.com , example.com:6443'],
  ['https://10.1.2.3:6443', '10.0.0.0/8'],
  ['https://10.1.2.3:6443', '10.1.2.3'],
  ['https://10.1.2.3:6443', '10.1.2.3:6443'],
  ['https://[fd00::1]:6443', 'fd00::/8'],
  ['https://[fd00::1]:6443', 'fd00:0::1'],
  ['https://[fd00::1]:6443', '[fd00::1]:6443'],
  ['https://localhost:6443', ''],
  ['https://127.0.0.2:6443', ''],
  ['https://[::1]:6443', ''],
] as const)('%s is reached straight, where the proxy is not for "%s"', ([server, no]) => {
  expect(findProxy(server, { https, no })).toBeUndefined()
})

test('none is named, or one without a scheme', () => {
  expect(findProxy('https://api.example.com', { https: undefined, no: undefined })).toBeUndefined()
  expect(findProxy('https://api.example.com', { https: 'proxy:3128', no: undefined })).toBe('http://proxy:3128')
})
