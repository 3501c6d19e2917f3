// Text of others → HTML that shows it and does nothing else. Whatever is put into a template of `html` is escaped, unless it is HTML of ours.

/** HTML that was made by {@link html} or {@link trusted}, and so goes in as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | undefined | readonly Part[]

/** Attributes are to be quoted: what goes into them is escaped for that. Nothing comes of undefined. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literals.map((literal, index) => `${literal}${render(parts[index])}`).join(''))
}

/** For what stands in the source itself: styles and the script. */
export function trusted(text: string): Html {
  return new Html(text)
}

/** A path below the page → an address relative to it. One that would lead elsewhere is made to lead nowhere. */
export function relativeAddress(...parts: readonly string[]): string {
  const segments = parts.join('/').split('/')
  if (segments.some((segment) => segment === '..')) return '#'
  return `./${segments
    .filter((segment) => segment !== '' && segment !== '.')
    .map(encodeURIComponent)
    .join('/')}`
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
// What a terminal or a reader from right to left would obey, and the page must not: it would show another text than there is.
const controls = /(?![\t\n])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

function render(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(render).join('')
  return String(part)
    .replaceAll(controls, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => escapes[character]!)
}
