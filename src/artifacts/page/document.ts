// The frame of a page that is whole in itself: it asks nobody for anything, and no other script than ours runs in it.
import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

// The only script that a browser runs here is ours, whatever else has found its way into the page.
const scriptHash = createHash('sha256').update(script).digest('base64')
const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; img-src data:; base-uri 'none'; form-action 'none'`

export interface PageDocument {
  readonly title: string
  /** What this page has beside the style of all. */
  readonly ownStyle?: string
  readonly header: Html
  readonly main: Html
}

export function renderDocument({ title, ownStyle = '', header, main }: PageDocument): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${trusted(`<style>${style}${ownStyle}</style>`)}
      </head>
      <body>
        <header>${header}</header>
        <main>${main}</main>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `.text
}
