// A kind configuration, as text or as an object → options. Every problem is told at once, under the name of where it stands.
import { parseAllDocuments } from 'yaml'
import { ConfigError, describeError } from '../support/errors.ts'
import type { ClusterDocument, ClusterOptions } from './options.ts'
import { findDocumentProblems } from './schema/find-problems.ts'

/**
 * What a kind configuration asks for. YAML or JSON; one document. Throws KIND_CONFIG_INVALID.
 *
 * @param source where it stands, for the error: `kind.yaml`
 */
export function readClusterDocument(text: string, source: string): ClusterOptions {
  const documents = parseAllDocuments(text)
  const [document] = documents
  if (!document || !('errors' in document)) throw invalid(source, ['(document)  it is empty'])
  if (documents.length > 1) throw invalid(source, [`(document)  ${documents.length} documents; a configuration is one`])
  const [error] = document.errors
  if (error) throw invalid(source, [`(document)  ${describeError(error).split('\n')[0]!.replace(/:$/, '')}`])
  return takeClusterDocument(document.toJS(), source)
}

/** The same for an object. */
export function takeClusterDocument(document: unknown, source: string): ClusterOptions {
  const problems = findDocumentProblems(document)
  if (problems.length > 0) throw invalid(source, problems)
  const { kind: _kind, apiVersion: _apiVersion, ...options } = document as ClusterDocument
  return options
}

function invalid(source: string, problems: readonly string[]): ConfigError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new ConfigError('KIND_CONFIG_INVALID', { what: `${count} in the kind configuration (${source})`, problems: [...problems, 'nothing was started'] })
}
