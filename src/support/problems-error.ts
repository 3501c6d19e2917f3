// Everything that is wrong with what a user wrote → one error.
import { ConfigError } from './errors.ts'

/** KIND_CONFIG_INVALID; `where` they stand: `the options of kind()`. Each problem begins with its path. */
export function problemsError(where: string, problems: readonly string[], cause?: unknown): ConfigError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new ConfigError('KIND_CONFIG_INVALID', {
    what: `${count} in ${where}`,
    problems: [...problems, 'nothing was started'],
    ...(cause !== undefined && { cause }),
  })
}
