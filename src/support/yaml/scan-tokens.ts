// YAML text → tokens, one at a time. By go.yaml.in/yaml/v2 2.4.4, scannerc.go: what may be a key is known only at the colon behind it,
// so tokens wait until that is settled, and indentation becomes tokens of its own.
import { Cursor, isBlank, isBlankOrEnd, isBreak, YamlError } from './cursor.ts'
import { scanBlockScalar, scanPlain, scanQuoted, skipBlanksAndComment } from './scan-scalar.ts'
import { scanTag } from './scan-tag.ts'
import { maxDepth, SimpleKeys } from './simple-keys.ts'

export type TokenType =
  | 'end'
  | 'document-mark'
  | 'block-sequence'
  | 'block-map'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  readonly type: TokenType
  readonly offset: number
  /** Of a scalar its text, of an alias or anchor its name, of a tag its long form. */
  readonly text: string
  /** A scalar without quotes. */
  readonly plain: boolean
}

export class TokenScanner {
  readonly #cursor: Cursor
  #queue: Token[] = []
  #taken = 0
  #indent = -1
  readonly #indents: number[] = []
  readonly #keys: SimpleKeys
  #keyAllowed = true

  constructor(text: string) {
    this.#cursor = new Cursor(text)
    this.#keys = new SimpleKeys(this.#cursor)
  }

  peek(): Token {
    for (;;) {
      const [head] = this.#queue
      if (head !== undefined && !this.#keys.mayBeginWith(this.#taken)) return head
      this.#fetch()
    }
  }

  next(): Token {
    const token = this.peek()
    this.#queue.shift()
    this.#taken += 1
    return token
  }

  get #inFlow(): boolean {
    return this.#keys.depth > 0
  }

  #add(type: TokenType, offset: number, text = '', plain = false): void {
    this.#queue.push({ type, offset, text, plain })
  }

  /** An indicator of one character. */
  #addIndicator(type: TokenType): void {
    this.#add(type, this.#cursor.offset)
    this.#cursor.skip()
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#unrollIndent(cursor.column)
    const character = cursor.at()
    if (character === '') return this.#fetchEnd('end')
    if (cursor.column === 0 && character === '%') throw new YamlError(cursor.offset, 'found a directive where none is read')
    if (cursor.atDocumentMark()) return this.#fetchEnd('document-mark')
    const isSpaced = isBlankOrEnd(cursor.at(1))
    if (character === '[' || character === '{') return this.#openFlow(character)
    if (character === ']' || character === '}') return this.#closeFlow(character)
    if (character === ',') {
      this.#keys.remove()
      this.#keyAllowed = true
      return this.#addIndicator(',')
    }
    if (character === '-' && isSpaced) return this.#fetchEntry()
    if (character === '?' && (this.#inFlow || isSpaced)) return this.#fetchKey()
    if (character === ':' && (this.#inFlow || isSpaced)) return this.#fetchValue()
    if (character === '*' || character === '&') return this.#fetchAnchor(character)
    if (character === '!') {
      this.#saveKey()
      this.#keyAllowed = false
      const { offset } = cursor
      return this.#add('tag', offset, scanTag(cursor))
    }
    if (!this.#inFlow && (character === '|' || character === '>')) {
      this.#keys.remove()
      this.#keyAllowed = true
      const { offset } = cursor
      return this.#add('scalar', offset, scanBlockScalar(cursor, this.#indent))
    }
    if (character === "'" || character === '"') {
      this.#saveKey()
      this.#keyAllowed = false
      const { offset } = cursor
      return this.#add('scalar', offset, scanQuoted(cursor))
    }
    if (this.#mayStartPlain(character)) {
      this.#saveKey()
      this.#keyAllowed = false
      const { offset } = cursor
      const { text, endsLine } = scanPlain(cursor, this.#indent + 1, this.#inFlow)
      if (endsLine) this.#keyAllowed = true
      return this.#add('scalar', offset, text, true)
    }
    const why = character === '\t' ? 'a tab does not indent' : `a text that begins with ${character} needs quotes`
    throw new YamlError(cursor.offset, `found character that cannot start any token: ${why}`)
  }

  #mayStartPlain(character: string): boolean {
    if (character === '-') return !isBlank(this.#cursor.at(1))
    if (character === '?' || character === ':') return !this.#inFlow
    return !isBlankOrEnd(character) && !',[]{}#&*!|>\'"%@`'.includes(character)
  }

  #skipToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      // Tabs do not indent.
      while (cursor.at() === ' ' || (cursor.at() === '\t' && (this.#inFlow || !this.#keyAllowed))) cursor.skip()
      if (cursor.at() === '#') skipBlanksAndComment(cursor)
      if (!isBreak(cursor.at())) return
      cursor.takeBreak()
      if (!this.#inFlow) this.#keyAllowed = true
    }
  }

  #fetchEnd(type: 'end' | 'document-mark'): void {
    this.#unrollIndent(-1)
    this.#keys.remove()
    // What stands on the last line may be a key no longer, also outside of an open bracket.
    if (type === 'end') this.#cursor.line += 1
    this.#keyAllowed = false
    this.#add(type, this.#cursor.offset)
    if (type === 'document-mark') this.#cursor.skip(3)
  }

  #openFlow(character: '[' | '{'): void {
    this.#saveKey()
    this.#keys.enter()
    this.#keyAllowed = true
    this.#addIndicator(character)
  }

  #closeFlow(character: ']' | '}'): void {
    this.#keys.remove()
    this.#keys.leave()
    this.#keyAllowed = false
    this.#addIndicator(character)
  }

  #fetchEntry(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new YamlError(this.#cursor.offset, 'block sequence entries are not allowed in this context')
      this.#rollIndent(this.#cursor.column, 'block-sequence', this.#cursor.offset)
    }
    this.#keys.remove()
    this.#keyAllowed = true
    this.#addIndicator('-')
  }

  #fetchKey(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new YamlError(this.#cursor.offset, 'mapping keys are not allowed in this context')
      this.#rollIndent(this.#cursor.column, 'block-map', this.#cursor.offset)
    }
    this.#keys.remove()
    this.#keyAllowed = !this.#inFlow
    this.#addIndicator('key')
  }

  #fetchValue(): void {
    const key = this.#keys.takeValid()
    if (key) {
      const at = key.token - this.#taken
      this.#queue.splice(at, 0, { type: 'key', offset: key.offset, text: '', plain: false })
      this.#rollIndent(key.column, 'block-map', key.offset, at)
      this.#keyAllowed = false
    } else {
      if (!this.#inFlow) {
        if (!this.#keyAllowed) throw new YamlError(this.#cursor.offset, 'mapping values are not allowed in this context')
        this.#rollIndent(this.#cursor.column, 'block-map', this.#cursor.offset)
      }
      this.#keyAllowed = !this.#inFlow
    }
    this.#addIndicator('value')
  }

  #fetchAnchor(character: '*' | '&'): void {
    const cursor = this.#cursor
    const { offset } = cursor
    this.#saveKey()
    this.#keyAllowed = false
    cursor.skip()
    const name = cursor.take(/[0-9A-Za-z_-]*/y)
    if (name === '' || !(isBlankOrEnd(cursor.at()) || '?:,]}%@`'.includes(cursor.at())))
      throw new YamlError(
        offset,
        `did not find expected alphabetic or numeric character: a text that begins with ${character} needs quotes`,
      )
    this.#add(character === '*' ? 'alias' : 'anchor', offset, name)
  }

  #rollIndent(column: number, type: 'block-sequence' | 'block-map', offset: number, at = this.#queue.length): void {
    if (this.#inFlow || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    if (this.#indents.length > maxDepth) throw new YamlError(offset, `exceeded max depth of ${maxDepth}`)
    this.#queue.splice(at, 0, { type, offset, text: '', plain: false })
  }

  #unrollIndent(column: number): void {
    if (this.#inFlow) return
    while (this.#indent > column) {
      this.#add('block-end', this.#cursor.offset)
      this.#indent = this.#indents.pop()!
    }
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return
    this.#keys.save(this.#taken + this.#queue.length, !this.#inFlow && this.#indent === this.#cursor.column)
  }
}
