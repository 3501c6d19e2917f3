/** The last line of a CI run and its exit code; `reportText` is undefined when the run ended before there was a report. */
export function summarize(reportText: string | undefined, exitCode: number): { line: string; exitCode: number }
