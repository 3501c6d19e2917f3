// `node summarize.mjs <Vitest's JSON report> <exit code of the run>`: prints "N passed, N failed[, N skipped]" as its last
// line. Ends with the run's exit code; with 1 when that was 0 though something failed. No dependencies, Node.js from 18.
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

export function summarize(reportText, exitCode) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const file of reportText === undefined ? [] : JSON.parse(reportText).testResults) {
    for (const { status } of file.assertionResults) count[status in count ? status : 'skipped'] += 1
    // A file that could not be loaded, or whose worker died, has failed without one of its tests having done so.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) count.failed += 1
  }
  // Nothing in the report tells of lint and type errors, of a failed teardown or of things left behind: the exit code does.
  if (count.failed === 0 && (exitCode !== 0 || count.passed === 0)) count.failed = 1
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  return { line: `${count.passed} passed, ${count.failed} failed${skipped}`, exitCode: exitCode || (count.failed > 0 ? 1 : 0) }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [report, exitCode] = process.argv.slice(2)
  const summary = summarize(existsSync(report) ? readFileSync(report, 'utf8') : undefined, Number(exitCode))
  process.stdout.write(`${summary.line}\n`)
  process.exitCode = summary.exitCode
}
