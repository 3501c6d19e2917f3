// The files kept of a test → links, relative to the page, folder by folder.
import type { BundleFile, BundleRecord } from '../run-record.ts'
import { bundleMark } from '../../support/bundle-folders.ts'
import { html, type Html, relativeAddress } from './html.ts'
import { tellSize } from './tell.ts'

export function renderFiles({ folder, files: all }: BundleRecord): Html | undefined {
  // By which the folder is known for one of ours: nothing for a reader.
  const files = all.filter(({ path }) => path !== bundleMark)
  if (files.length === 0) return undefined
  const folders = [...Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1))]
  return html`<section class="files">
    <h5>Files ${folder === '.' ? 'beside this page' : html`in <code>${folder}/</code>`}</h5>
    <ul>
      ${folders.map(([name, inside]) => renderFolder(folder, name, inside))}
    </ul>
  </section>`
}

function renderFolder(folder: string, name: string, files: readonly BundleFile[]): Html {
  const links = files.map(({ path, bytes, cut }) => {
    const size = `${tellSize(bytes)}${cut ? ', its end only' : ''}`
    return html`<li><a href="${relativeAddress(folder, path)}">${path.slice(name.length)}</a> <small>${size}</small></li> `
  })
  return name === ''
    ? html`${links}`
    : html`<li>
        <code>${name}</code>
        <ul>
          ${links}
        </ul>
      </li>`
}
