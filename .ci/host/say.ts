// One line of talk to whoever started us. On stderr: stdout belongs to the command that runs in our care.

export function say(text: string): void {
  process.stderr.write(`vitest-kind: ${text}\n`)
}
