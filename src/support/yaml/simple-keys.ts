// Where a key without a question mark may have begun, for each open bracket: known to be one only when its colon comes.
import { type Cursor, YamlError } from './cursor.ts'

/** Of brackets, and of indentation. */
export const maxDepth = 10_000

export interface SimpleKey {
  /** In block context at the column of the map: without a colon it is an error. */
  readonly required: boolean
  /** Number of the token that it begins with. */
  readonly token: number
  readonly offset: number
  readonly line: number
  readonly column: number
}

export class SimpleKeys {
  readonly #cursor: Cursor
  /** The innermost last. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined]
  readonly #byToken = new Map<number, SimpleKey>()

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** How many brackets are open. */
  get depth(): number {
    return this.#keys.length - 1
  }

  enter(): void {
    this.#keys.push(undefined)
    if (this.#keys.length > maxDepth) throw new YamlError(this.#cursor.offset, `exceeded max depth of ${maxDepth}`)
  }

  leave(): void {
    if (this.depth > 0) this.#keys.pop()
  }

  /** Whether this token may still turn out to begin a key. */
  mayBeginWith(token: number): boolean {
    const key = this.#byToken.get(token)
    return key !== undefined && this.#isValid(key)
  }

  /** Whatever stands at the cursor may be a key. */
  save(token: number, required: boolean): void {
    this.remove()
    const { offset, line, column } = this.#cursor
    const key = { required, token, offset, line, column }
    this.#keys[this.depth] = key
    this.#byToken.set(token, key)
  }

  /** The innermost key, which is one now. */
  takeValid(): SimpleKey | undefined {
    const key = this.#keys[this.depth]
    if (key === undefined || !this.#isValid(key)) return undefined
    this.#forget(key)
    return key
  }

  /** The innermost is no key. */
  remove(): void {
    const key = this.#keys[this.depth]
    if (key !== undefined) this.#giveUp(key)
  }

  /** A key lies on one line and is not longer than 1,024 characters. */
  #isValid(key: SimpleKey): boolean {
    if (key.line >= this.#cursor.line && key.offset + 1_024 >= this.#cursor.offset) return true
    this.#giveUp(key)
    return false
  }

  #giveUp(key: SimpleKey): void {
    if (key.required) throw new YamlError(key.offset, "could not find expected ':'")
    this.#forget(key)
  }

  #forget(key: SimpleKey): void {
    this.#byToken.delete(key.token)
    const at = this.#keys.lastIndexOf(key)
    if (at >= 0) this.#keys[at] = undefined
  }
}
