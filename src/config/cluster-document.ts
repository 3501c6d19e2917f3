// A kind configuration, as text or as an object → options. Every problem is told at once, under the name of where it stands.
import { isScalar, parseAllDocuments, type Document } from 'yaml'
import { type ConfigError, describeError } from '../support/errors.ts'
import { problemsError } from '../support/problems-error.ts'
import { decodeDocument, textYaml } from './decode-document.ts'
import type { ClusterDocument, ClusterOptions } from './options.ts'
import { findDocumentProblems } from './schema/find-problems.ts'
import { clusterDocument } from './schema/shapes.ts'
import { tidy } from './schema/tidy.ts'

/**
 * What a kind configuration asks for. YAML or JSON; one document. Throws KIND_CONFIG_INVALID.
 *
 * @param source where it stands, for the error: `kind.yaml`
 * @param beside options that win over it: what they say anew is not judged here
 */
export function readClusterDocument(text: string, source: string, beside: ClusterOptions = {}): ClusterOptions {
  const parsed = parseAllDocuments(text, textYaml)
  // A separator before or after makes an empty one.
  const [document, ...others] = Array.isArray(parsed) ? parsed.filter((one) => one.errors.length > 0 || !isEmpty(one)) : []
  if (!document) throw invalid(source, ['(document)  it is empty'])
  if (others.length > 0) throw invalid(source, [`(document)  ${others.length + 1} documents; a configuration is one`])
  let content: unknown
  try {
    if (document.errors[0]) throw document.errors[0]
    content = decodeDocument(document, clusterDocument)
  } catch (error) {
    throw invalid(source, [`(document)  ${describeError(error).split('\n')[0]!.replace(/:$/, '')}`])
  }
  return takeDocument(tidy(content, clusterDocument), source, beside)
}

/** The same for an object, in which a number may stand where kind wants a text. */
export function takeClusterDocument(content: unknown, source: string, beside: ClusterOptions = {}): ClusterOptions {
  return takeDocument(tidy(content, clusterDocument, { texts: true }), source, beside)
}

function takeDocument(document: unknown, source: string, { name }: ClusterOptions): ClusterOptions {
  // As with kind's --name: the one in the configuration may be any.
  const judged = name === undefined || typeof document !== 'object' || document === null ? document : { ...document, name: undefined }
  const problems = findDocumentProblems(judged)
  if (problems.length > 0) throw invalid(source, problems)
  const { kind: _kind, apiVersion: _apiVersion, ...options } = document as ClusterDocument
  return options
}

function isEmpty({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && contents.type === 'PLAIN' && ['', '~', 'null'].includes(String(contents.value)))
}

function invalid(source: string, problems: readonly string[]): ConfigError {
  return problemsError(`the kind configuration (${source})`, problems)
}
