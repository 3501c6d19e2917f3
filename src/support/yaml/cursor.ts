// A place in a YAML text that only moves forward, and what the characters there are. Lines end as in YAML 1.1, also at NEL, LS and PS.

/** The text is no YAML, in the words that kubectl uses, at an offset of the text. */
export class YamlError extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

export class Cursor {
  readonly text: string
  offset = 0
  line = 0
  #lineStart = 0

  constructor(text: string) {
    this.text = text
  }

  /** Characters since the line began. */
  get column(): number {
    return this.offset - this.#lineStart
  }

  /** The character `ahead` of here; empty behind the end. */
  at(ahead = 0): string {
    return this.text[this.offset + ahead] ?? ''
  }

  skip(count = 1): void {
    this.offset += count
  }

  /** Takes what matches at this place; the pattern is sticky and knows no line breaks. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.offset
    const [found = ''] = pattern.exec(this.text) ?? []
    this.offset += found.length
    return found
  }

  /** Takes one line break, and gives what it means in a scalar. */
  takeBreak(): string {
    const first = this.at()
    this.offset += first === '\r' && this.at(1) === '\n' ? 2 : 1
    this.line += 1
    this.#lineStart = this.offset
    return first === '\u2028' || first === '\u2029' ? first : '\n'
  }

  /** Whether --- or ... stands here by itself. */
  atDocumentMark(): boolean {
    const mark = this.column === 0 ? this.text.slice(this.offset, this.offset + 3) : ''
    return (mark === '---' || mark === '...') && isBlankOrEnd(this.at(3))
  }
}

export function isBlank(character: string): boolean {
  return character === ' ' || character === '\t'
}

export function isBreak(character: string): boolean {
  return character === '\n' || character === '\r' || character === '\u0085' || character === '\u2028' || character === '\u2029'
}

export function isBreakOrEnd(character: string): boolean {
  return character === '' || isBreak(character)
}

export function isBlankOrEnd(character: string): boolean {
  return isBlank(character) || isBreakOrEnd(character)
}
