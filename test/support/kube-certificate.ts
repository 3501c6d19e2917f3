// A self-signed certificate for a test's own server or client, made on the spot so that no key lies in the repository.
// Node.js signs but cannot write certificates: the few DER structures of RFC 5280 that are needed are put together here.
import { generateKeyPairSync, sign } from 'node:crypto'

export interface Certificate {
  /** PEM */
  readonly certificate: string
  /** PEM */
  readonly key: string
}

/** Valid for a day, for `127.0.0.1`, as its own authority. */
export function createCertificate(commonName: string, organization = 'vitest-kind'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
  const name = sequence(set(sequence(identifier('55040a'), utf8(organization))), set(sequence(identifier('550403'), utf8(commonName))))
  const extensions = sequence(
    sequence(identifier('551d13'), der(0x01, Buffer.from([0xff])), octets(sequence(der(0x01, Buffer.from([0xff]))))), // basicConstraints, critical: CA
    sequence(identifier('551d11'), octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1]))))), // subjectAltName: 127.0.0.1
  )
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name,
    sequence(time(-60_000), time(86_400_000)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, extensions),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  return { certificate: pem('CERTIFICATE', certificate), key: privateKey.export({ format: 'pem', type: 'pkcs8' }) }
}

function der(tag: number, ...content: Buffer[]): Buffer {
  const value = Buffer.concat(content)
  const { length } = value
  let head = [length]
  if (length > 0xff) head = [0x82, length >> 8, length & 0xff]
  else if (length > 0x7f) head = [0x81, length]
  return Buffer.concat([Buffer.from([tag, ...head]), value])
}

function sequence(...content: Buffer[]): Buffer {
  return der(0x30, ...content)
}

function set(...content: Buffer[]): Buffer {
  return der(0x31, ...content)
}

function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

function octets(...content: Buffer[]): Buffer {
  return der(0x04, ...content)
}

/** UTCTime, so many milliseconds from now. */
function time(fromNowMs: number): Buffer {
  const digits = new Date(Date.now() + fromNowMs).toISOString().replaceAll(/[-:T]|\..*/g, '')
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`))
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
