// A self-signed certificate for a test's own server or client on loopback, made on the spot so that no key lies in the repository.
import { type Certificate, createCertificate as create } from '../../src/support/certificate.ts'

export type { Certificate } from '../../src/support/certificate.ts'

/** As its own authority. */
export function createCertificate(commonName: string, organization = 'vitest-kind', hosts: readonly string[] = ['127.0.0.1']): Certificate {
  return create({ commonName, organization, hosts })
}
