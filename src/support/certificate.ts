// Names and addresses → a self-signed certificate (RFC 5280) and its key, made on the spot: the host needs no openssl.
import { generateKeyPairSync, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, der, identifier, pem, sequence, set, utf8 } from './der.ts'

export interface Certificate {
  /** PEM */
  readonly certificate: string
  /** PEM */
  readonly key: string
}

export interface CertificateSubject {
  readonly commonName: string
  /** @default 'vitest-kind' */
  readonly organization?: string
  /** DNS names and IP addresses that it is for. */
  readonly hosts: readonly string[]
}

// Engines in a virtual machine have a clock of their own, which stands still while a laptop sleeps.
const beforeNowMs = 86_400_000
const afterNowMs = 7 * 86_400_000

/** Valid for a week, as its own authority. */
export function createCertificate({ commonName, organization = 'vitest-kind', hosts }: CertificateSubject): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
  const name = sequence(set(sequence(identifier('55040a'), utf8(organization))), set(sequence(identifier('550403'), utf8(commonName))))
  const yes = der(0x01, Buffer.from([0xff]))
  const extensions = sequence(
    sequence(identifier('551d13'), yes, octets(sequence(yes))), // basicConstraints, critical: CA
    sequence(identifier('551d11'), octets(sequence(...hosts.map(alternativeName)))), // subjectAltName
  )
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name,
    sequence(time(-beforeNowMs), time(afterNowMs)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, extensions),
  )
  const certificate = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)))
  return { certificate: pem('CERTIFICATE', certificate), key: privateKey.export({ format: 'pem', type: 'pkcs8' }) }
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? der(0x82, Buffer.from(host, 'ascii')) : der(0x87, addressBytes(host))
}

/** 4 or 16 bytes, in the order of the network. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // As URL writes it: lower case, an embedded IPv4 address in hexadecimal, at most one "::".
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text = ''): string[] => text.split(':').filter(Boolean)
  const [front, back] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0')
  return Buffer.from([...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

function octets(...content: Buffer[]): Buffer {
  return der(0x04, ...content)
}

/** UTCTime, so many milliseconds from now. */
function time(fromNowMs: number): Buffer {
  const digits = new Date(Date.now() + fromNowMs).toISOString().replaceAll(/[-:T]|\..*/g, '')
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`))
}
