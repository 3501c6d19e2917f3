// Data of ours → kubeconfig text that client-go reads as this very data. Pure.
import { writeYaml } from '../../support/kube-yaml.ts'

/** In block style, lists not indented, as kubectl writes it; ends with a line end. */
export function renderBlock(data: unknown): string {
  return writeYaml(data, { indentSeq: false })
}

/** A text for a value of block style, in the quotes that were there before, if any. */
export function renderText(text: string, before = ''): string {
  if (before.startsWith("'") && /^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`
  return before.startsWith('"') ? JSON.stringify(text) : writeYaml(text).trimEnd()
}
