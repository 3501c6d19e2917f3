/** Why an engine cannot be reached at a place, in a person's words, with what they can do about it. */
export class PlaceError extends Error {
  readonly remedy: string | undefined

  constructor(reason: string, remedy?: string) {
    super(reason)
    this.remedy = remedy
  }
}
