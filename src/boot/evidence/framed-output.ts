// Several files in the output of one script: each begins with a line that nothing else contains. What was cut off in the middle is read
// as far as it came. Pure.
import { containerLogs, type NodeReport } from './node-reports.ts'

/** A script for `sh` that gives each report below its line. `mark` is a word that no output has. */
export function renderReports(reports: readonly NodeReport[], mark: string): string {
  return reports
    .map(({ file, command, maxBytes }) => `echo "${mark} ${file}"\n{ ${command}\n} 2>&1 </dev/null | tail -c ${maxBytes}\necho`)
    .join('\n')
}

/** The same for the logs of the containers: the newest two starts of each. */
export function renderContainerLogs(mark: string): string {
  const { maxBytes, maxFiles } = containerLogs
  return `cd /var/log/pods 2>/dev/null || exit 0
for container in kube-system_*/*/ $(ls -d */*/ | grep -v '^kube-system_'); do
  [ -d "$container" ] && ls "$container" | grep -E '^[0-9]+[.]log$' | sort -n | tail -n 2 | sed "s|^|$container|"
done | head -n ${maxFiles} | while read -r log; do
  echo "${mark} pods/$log"
  tail -c ${maxBytes} "$log" 2>&1
  echo
done`
}

/** The files of such an output, in its order; one that says nothing is none. */
export function readFramed(output: string, mark: string): { readonly file: string; readonly text: string }[] {
  return output
    .split(`${mark} `)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { file: part.slice(0, end < 0 ? undefined : end).trim(), text: end < 0 ? '' : part.slice(end + 1).trim() }
    })
    .filter(({ text }) => text !== '')
}
