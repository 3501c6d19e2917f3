// A kind configuration, as text or as an object → options. Every problem is told at once, under the name of where it stands.
import { isScalar, parseAllDocuments } from 'yaml'
import { type ConfigError, describeError } from '../support/errors.ts'
import { kubeYaml } from '../support/kube-yaml.ts'
import { problemsError } from '../support/problems-error.ts'
import type { ClusterDocument, ClusterOptions } from './options.ts'
import { findDocumentProblems } from './schema/find-problems.ts'
import { normalizeDocument } from './schema/normalize-document.ts'
import { clusterDocument } from './schema/shapes.ts'

/**
 * What a kind configuration asks for. YAML or JSON; one document. Throws KIND_CONFIG_INVALID.
 *
 * @param source where it stands, for the error: `kind.yaml`
 */
export function readClusterDocument(text: string, source: string): ClusterOptions {
  const parsed = parseAllDocuments(text, kubeYaml)
  // A separator before or after makes an empty one.
  const [document, ...others] = Array.isArray(parsed) ? parsed.filter(({ contents, errors }) => errors.length > 0 || !(contents === null || (isScalar(contents) && contents.value === null))) : []
  if (!document) throw invalid(source, ['(document)  it is empty'])
  if (others.length > 0) throw invalid(source, [`(document)  ${others.length + 1} documents; a configuration is one`])
  let content: unknown
  try {
    if (document.errors[0]) throw document.errors[0]
    content = document.toJS()
  } catch (error) {
    throw invalid(source, [`(document)  ${describeError(error).split('\n')[0]!.replace(/:$/, '')}`])
  }
  return takeClusterDocument(content, source)
}

/** The same for an object. */
export function takeClusterDocument(content: unknown, source: string): ClusterOptions {
  const document = normalizeDocument(content, clusterDocument)
  const problems = findDocumentProblems(document)
  if (problems.length > 0) throw invalid(source, problems)
  const { kind: _kind, apiVersion: _apiVersion, ...options } = document as ClusterDocument
  return options
}

function invalid(source: string, problems: readonly string[]): ConfigError {
  return problemsError(`the kind configuration (${source})`, problems)
}
