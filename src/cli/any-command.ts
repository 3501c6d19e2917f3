// A command without the types of its flags and arguments: for what walks the tree of them.
import type { Command as TypedCommand } from '@commander-js/extra-typings'
import type { Command } from 'commander'

export type AnyCommand = Command

/** The same object: the types are all that @commander-js/extra-typings adds to commander. */
export function withoutTypes(command: TypedCommand): AnyCommand {
  return command as unknown as AnyCommand
}
