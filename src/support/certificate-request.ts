// Who somebody is → a key and a request for a certificate of it (PKCS #10, RFC 2986).
import { generateKeyPairSync, sign } from 'node:crypto'
import { bits, der, identifier, pem, sequence, set, utf8 } from './der.ts'

export interface CertificateRequest {
  /** PEM */
  readonly request: string
  /** PEM */
  readonly key: string
}

/** Kubernetes takes the common name for the user, each organization for a group. */
export function createCertificateRequest({
  name,
  groups,
}: {
  readonly name: string
  readonly groups: readonly string[]
}): CertificateRequest {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [organization, commonName] = [identifier('55040a'), identifier('550403')]
  const body = sequence(
    der(0x02, Buffer.from([0])), // version 1
    sequence(...groups.map((group) => set(sequence(organization, utf8(group)))), set(sequence(commonName, utf8(name)))),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa0), // no attributes
  )
  const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
  const request = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)))
  return { request: pem('CERTIFICATE REQUEST', request), key: privateKey.export({ format: 'pem', type: 'pkcs8' }) }
}
