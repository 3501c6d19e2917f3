// The scalars of YAML at the cursor → their text, folded and unescaped: | and >, quoted, plain. By go.yaml.in/yaml/v2 2.4.4, scannerc.go.
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, YamlError } from './cursor.ts'

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001B',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00A0',
  L: '\u2028',
  P: '\u2029',
}
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** From | or > on; `parentIndent` is the column of the collection it stands in, -1 for none. */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): string {
  const start = cursor.offset
  const literal = cursor.at() === '|'
  cursor.skip()
  const header = cursor.take(/[-+][0-9]?|[0-9][-+]?/y)
  if (header.includes('0')) throw new YamlError(start, 'found an indentation indicator equal to 0')
  const chomping = /[-+]/.exec(header)?.[0]
  const increment = Number(/[0-9]/.exec(header)?.[0] ?? 0)
  skipBlanksAndComment(cursor)
  if (!isBreakOrEnd(cursor.at())) throw new YamlError(start, 'did not find expected comment or line break')
  if (isBreak(cursor.at())) cursor.takeBreak()

  let indent = increment > 0 ? Math.max(parentIndent, 0) + increment : 0
  let text = ''
  let leadingBreak = ''
  let trailingBreaks = takeBreaks()
  let leadingBlank = false
  while (cursor.column === indent && cursor.at() !== '') {
    const isMore = isBlank(cursor.at())
    const folds = !literal && !leadingBlank && !isMore && leadingBreak.startsWith('\n')
    text += folds ? (trailingBreaks === '' ? ' ' : '') : leadingBreak
    text += trailingBreaks
    leadingBlank = isMore
    text += takeLine(cursor)
    leadingBreak = cursor.at() === '' ? '' : cursor.takeBreak()
    trailingBreaks = takeBreaks()
  }
  return text + (chomping === '-' ? '' : leadingBreak) + (chomping === '+' ? trailingBreaks : '')

  /** Indentation and empty lines; the first line that is not empty settles the indentation. */
  function takeBreaks(): string {
    let breaks = ''
    let widest = 0
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : indent
    for (;;) {
      while (cursor.column < limit && cursor.at() === ' ') cursor.skip()
      widest = Math.max(widest, cursor.column)
      if (cursor.column < limit && cursor.at() === '\t')
        throw new YamlError(cursor.offset, 'found a tab character where an indentation space is expected')
      if (!isBreak(cursor.at())) break
      breaks += cursor.takeBreak()
    }
    if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1)
    return breaks
  }
}

/** From the left quote on. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.offset
  const quote = cursor.at()
  let text = ''
  cursor.skip()
  for (;;) {
    if (cursor.atDocumentMark()) throw new YamlError(start, 'found unexpected document indicator')
    if (cursor.at() === '') throw new YamlError(start, 'found unexpected end of stream')
    let folded = false
    while (!isBlankOrEnd(cursor.at())) {
      if (cursor.at() === quote) {
        if (quote === '"' || cursor.at(1) !== "'") break
        text += "'"
        cursor.skip(2)
      } else if (quote === '"' && cursor.at() === '\\') {
        cursor.skip()
        if (isBreak(cursor.at())) {
          cursor.takeBreak()
          folded = true
          break
        }
        text += takeEscape(cursor, start)
      } else {
        text += cursor.at()
        cursor.skip()
      }
    }
    if (cursor.at() === quote) break
    text += takeSpace(cursor, folded)
  }
  cursor.skip()
  return text
}

export interface PlainScalar {
  readonly text: string
  /** Whether it ended at the beginning of a line. */
  readonly endsLine: boolean
}

/** From its first character on; `indent` is the column that its further lines must reach, in flow collections any. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  let text = ''
  let space = ''
  let endsLine = false
  while (!cursor.atDocumentMark() && cursor.at() !== '#') {
    while (!isBlankOrEnd(cursor.at())) {
      if (cursor.at() === ':' && isBlankOrEnd(cursor.at(1))) break
      if (inFlow && ',?[]{}'.includes(cursor.at())) break
      text += space + cursor.at()
      space = ''
      endsLine = false
      cursor.skip()
    }
    if (!isBlank(cursor.at()) && !isBreak(cursor.at())) break
    const line = cursor.line
    space = takeSpace(cursor, false, indent)
    endsLine = cursor.line > line
    if (!inFlow && cursor.column < indent) break
  }
  return { text, endsLine }
}

/** Blanks as they are, or line breaks folded: one is a space, of more the first is none. */
function takeSpace(cursor: Cursor, afterBreak: boolean, indent = 0): string {
  let blanks = ''
  let first = ''
  let more = ''
  let hasBreak = afterBreak
  while (isBlank(cursor.at()) || isBreak(cursor.at())) {
    if (isBlank(cursor.at())) {
      if (hasBreak && cursor.column < indent && cursor.at() === '\t')
        throw new YamlError(cursor.offset, 'found a tab character that violates indentation')
      if (!hasBreak) blanks += cursor.at()
      cursor.skip()
    } else if (hasBreak) more += cursor.takeBreak()
    else {
      first = cursor.takeBreak()
      hasBreak = true
    }
  }
  if (!hasBreak) return blanks
  if (first === '\n') return more === '' ? ' ' : more
  return first + more
}

function takeEscape(cursor: Cursor, start: number): string {
  const character = cursor.at()
  cursor.skip()
  const length = codeLengths[character]
  if (length === undefined) {
    const meaning = escapes[character]
    if (meaning === undefined) throw new YamlError(cursor.offset - 2, `found unknown escape character \\${character}`)
    return meaning
  }
  const code = cursor.text.slice(cursor.offset, cursor.offset + length)
  if (code.length < length || !/^[0-9a-fA-F]+$/.test(code)) throw new YamlError(start, 'did not find expected hexdecimal number')
  const value = Number.parseInt(code, 16)
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw new YamlError(cursor.offset - 2, 'found invalid Unicode character escape code')
  cursor.skip(length)
  return String.fromCodePoint(value)
}

export function skipBlanksAndComment(cursor: Cursor): void {
  cursor.take(/[ \t]*/y)
  if (cursor.at() === '#') takeLine(cursor)
}

function takeLine(cursor: Cursor): string {
  return cursor.take(/[^\n\r\u0085\u2028\u2029]*/y)
}
