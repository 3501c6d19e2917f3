// Lines of a log that fold into one on GitHub Actions, which reads marks between them; it knows no group within a group.

export interface LogGroup {
  /** May be called again. */
  end(): void
}

export interface LogGroups {
  begin(title: string): LogGroup
}

/** `folds`: whether this log is one of those; else nothing is printed for it. */
export function createLogGroups(print: (line: string) => void, folds: boolean): LogGroups {
  const begun = new Set<object>()
  let isOpen = false
  const close = (): void => {
    if (isOpen) print('::endgroup::')
    isOpen = false
  }
  return {
    begin(title) {
      // Lines of two things at once are mixed, and belong to neither: they are shown.
      close()
      isOpen = folds && begun.size === 0
      if (isOpen) print(`::group::${title}`)
      const one = {}
      begun.add(one)
      return {
        end() {
          if (begun.delete(one)) close()
        },
      }
    },
  }
}
