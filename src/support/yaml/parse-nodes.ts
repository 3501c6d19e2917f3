// YAML text → the nodes of its one document, aliases bound to what they stand for. By go.yaml.in/yaml/v2 2.4.4, parserc.go and decode.go,
// but for one thing: what would be left out silently behind the document is an error.
import { YamlError } from './cursor.ts'
import { type Token, TokenScanner, type TokenType } from './scan-tokens.ts'

interface NodeBase {
  readonly offset: number
  /** In its long form. */
  readonly tag: string
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar'
  readonly text: string
  readonly plain: boolean
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence'
  readonly items: YamlNode[]
}

export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly pairs: (readonly [key: YamlNode, value: YamlNode])[]
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias'
  readonly name: string
  readonly target: YamlNode
}

export type YamlNode = ScalarNode | SequenceNode | MapNode | AliasNode

// The parser's own range: no other control characters, no halves of surrogate pairs.
const forbidden = /[^\t\n\r -~\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Undefined for a text of nothing but white space and comments. Throws YamlError. */
export function parseNodes(text: string): YamlNode | undefined {
  const control = text.search(forbidden)
  if (control >= 0) throw new YamlError(control, 'control characters are not allowed')
  const tokens = new TokenScanner(text)
  if (tokens.peek().type === 'end') return undefined
  const root = new NodeParser(tokens).parse(true, false)
  let rest = tokens.next()
  while (rest.type === 'document-mark') rest = tokens.next()
  if (rest.type !== 'end') throw new YamlError(rest.offset, 'found content behind the end of the document')
  return root
}

class NodeParser {
  readonly #tokens: TokenScanner
  readonly #anchors = new Map<string, YamlNode>()

  constructor(tokens: TokenScanner) {
    this.#tokens = tokens
  }

  /** @param mayBeFlush whether a sequence may begin without indentation, as under a key */
  parse(block: boolean, mayBeFlush: boolean): YamlNode {
    const { type, offset, text } = this.#tokens.peek()
    if (type === 'alias') {
      this.#tokens.next()
      const target = this.#anchors.get(text)
      if (!target) throw new YamlError(offset, `unknown anchor '${text}' referenced`)
      return { kind: 'alias', offset, tag: '', name: text, target }
    }
    const properties = this.#takeProperties()
    const tag = properties.tag?.text ?? ''
    const note = <N extends YamlNode>(node: N): N => {
      if (properties.anchor) this.#anchors.set(properties.anchor.text, node)
      return node
    }
    const token = this.#tokens.peek()
    if (token.type === 'scalar') {
      this.#tokens.next()
      return note({ kind: 'scalar', offset, tag, text: token.text, plain: token.plain && tag === '' })
    }
    if (token.type === '-' && mayBeFlush) return this.#fillFlush(note({ kind: 'sequence', offset, tag, items: [] }))
    if (token.type === '[') return this.#fillFlowSequence(note({ kind: 'sequence', offset, tag, items: [] }))
    if (token.type === '{') return this.#fillFlowMap(note({ kind: 'map', offset, tag, pairs: [] }))
    if (token.type === 'block-sequence' && block) return this.#fillSequence(note({ kind: 'sequence', offset, tag, items: [] }))
    if (token.type === 'block-map' && block) return this.#fillMap(note({ kind: 'map', offset, tag, pairs: [] }))
    if (properties.anchor || properties.tag) return note({ kind: 'scalar', offset, tag, text: '', plain: tag === '' })
    throw new YamlError(token.offset, 'did not find expected node content')
  }

  /** A tag and an anchor, in either order. */
  #takeProperties(): { tag?: Token; anchor?: Token } {
    const found: { tag?: Token; anchor?: Token } = {}
    for (;;) {
      const { type } = this.#tokens.peek()
      if ((type !== 'tag' && type !== 'anchor') || found[type]) return found
      found[type] = this.#tokens.next()
    }
  }

  #parseUnless(ends: readonly TokenType[], block: boolean, mayBeFlush: boolean): YamlNode {
    const { type, offset } = this.#tokens.peek()
    return ends.includes(type) ? { kind: 'scalar', offset, tag: '', text: '', plain: true } : this.parse(block, mayBeFlush)
  }

  #fillSequence(node: SequenceNode): SequenceNode {
    this.#tokens.next()
    for (let token = this.#tokens.next(); token.type !== 'block-end'; token = this.#tokens.next()) {
      if (token.type !== '-') throw new YamlError(token.offset, "did not find expected '-' indicator")
      node.items.push(this.#parseUnless(['-', 'block-end'], true, false))
    }
    return node
  }

  #fillFlush(node: SequenceNode): SequenceNode {
    while (this.#tokens.peek().type === '-') {
      this.#tokens.next()
      node.items.push(this.#parseUnless(['-', 'key', 'value', 'block-end'], true, false))
    }
    return node
  }

  #fillMap(node: MapNode): MapNode {
    const ends: TokenType[] = ['key', 'value', 'block-end']
    this.#tokens.next()
    for (let token = this.#tokens.next(); token.type !== 'block-end'; token = this.#tokens.next()) {
      if (token.type !== 'key') throw new YamlError(token.offset, 'did not find expected key')
      const key = this.#parseUnless(ends, true, true)
      node.pairs.push([key, this.#parseValue(ends, true)])
    }
    return node
  }

  #parseValue(ends: readonly TokenType[], block: boolean): YamlNode {
    const { type, offset } = this.#tokens.peek()
    if (type !== 'value') return { kind: 'scalar', offset, tag: '', text: '', plain: true }
    this.#tokens.next()
    return this.#parseUnless(ends, block, block)
  }

  #fillFlowSequence(node: SequenceNode): SequenceNode {
    this.#tokens.next()
    while (this.#beginsItem(']', node.items.length === 0)) {
      const { type, offset } = this.#tokens.peek()
      if (type !== 'key') {
        node.items.push(this.parse(false, false))
        continue
      }
      // A pair without braces.
      this.#tokens.next()
      const ends: TokenType[] = ['value', ',', ']']
      const key = this.#parseUnless(ends, false, false)
      node.items.push({ kind: 'map', offset, tag: '', pairs: [[key, this.#parseValue([',', ']'], false)]] })
    }
    return node
  }

  #fillFlowMap(node: MapNode): MapNode {
    this.#tokens.next()
    while (this.#beginsItem('}', node.pairs.length === 0)) {
      const { type } = this.#tokens.peek()
      const isKey = type === 'key'
      if (isKey) this.#tokens.next()
      const key = isKey ? this.#parseUnless(['value', ',', '}'], false, false) : this.parse(false, false)
      const none: YamlNode = { kind: 'scalar', offset: this.#tokens.peek().offset, tag: '', text: '', plain: true }
      node.pairs.push([key, isKey ? this.#parseValue([',', '}'], false) : none])
    }
    return node
  }

  /** Takes the comma before an item, or the end of the collection. */
  #beginsItem(end: ']' | '}', first: boolean): boolean {
    if (!first && this.#tokens.peek().type !== end) {
      const token = this.#tokens.next()
      if (token.type !== ',') throw new YamlError(token.offset, `did not find expected ',' or '${end}'`)
    }
    if (this.#tokens.peek().type !== end) return true
    this.#tokens.next()
    return false
  }
}
