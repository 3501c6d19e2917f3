// A YAML tag at the cursor → its long form: `!!int` is tag:yaml.org,2002:int. By go.yaml.in/yaml/v2 2.4.4, scannerc.go and parserc.go;
// handles of one's own are not known, as directives are not read.
import { type Cursor, isBlankOrEnd, YamlError } from './cursor.ts'

/** From the first exclamation mark on; `!` for a bare one. */
export function scanTag(cursor: Cursor): string {
  const start = cursor.offset
  const tag = cursor.at(1) === '<' ? scanVerbatim(cursor) : scanShort(cursor)
  if (!isBlankOrEnd(cursor.at())) throw new YamlError(start, 'did not find expected whitespace or line break after a tag')
  return tag
}

function scanVerbatim(cursor: Cursor): string {
  cursor.skip(2)
  const tag = scanUri(cursor)
  if (tag === '') throw new YamlError(cursor.offset, 'did not find expected tag URI')
  if (cursor.at() !== '>') throw new YamlError(cursor.offset, "did not find the expected '>'")
  cursor.skip()
  return tag
}

function scanShort(cursor: Cursor): string {
  const start = cursor.offset
  const handle = cursor.take(/![0-9A-Za-z_-]*!/y)
  if (handle === '') {
    cursor.skip()
    return `!${scanUri(cursor)}`
  }
  const suffix = scanUri(cursor)
  if (suffix === '') throw new YamlError(start, 'did not find expected tag URI')
  if (handle !== '!!') throw new YamlError(start, `found undefined tag handle ${handle}`)
  return `tag:yaml.org,2002:${suffix}`
}

function scanUri(cursor: Cursor): string {
  const { offset } = cursor
  const uri = cursor.take(/[-0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%]*/y)
  try {
    return uri.includes('%') ? decodeURIComponent(uri) : uri
  } catch {
    throw new YamlError(offset, 'did not find URI escaped octet')
  }
}
