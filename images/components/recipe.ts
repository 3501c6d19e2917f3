// What a recipe says: which programs come out of a component's folder under sources/ and how they are compiled.
// Plain data, so that its hash tells whether a finished component is still the right one.

/** One folder of sources/: its programs, and the sources it borrows from the module it builds. */
export interface Recipe<Name extends string = string> {
  /** Name of the folder, of the entry in versions.json and of the output directory. */
  readonly component: Name
  /** The folder below with go.mod and go.sum, where a component is built in several versions. @default its own folder */
  readonly pinned?: string
  /** What go.mod must require; everything else in it follows from these. */
  readonly pins: readonly Pin[]
  readonly programs: readonly Program[]
  /** Files of a module that Go cannot import (a `package main`, or C): copied beside the recipe's own before compiling. */
  readonly borrowed?: readonly BorrowedSource[]
  /** Files of modules that are edited before they are compiled. */
  readonly edited?: readonly EditedSource[]
}

export interface Pin {
  readonly module: string
  readonly version: string
}

/** One file under `bin/`, and the names it also answers to. */
export interface Program {
  readonly file: string
  /** The Go package to build, or the C file to compile. */
  readonly source: string
  /** Relative symbolic links to `file`, for a program that runs what its argv[0] says. */
  readonly links?: readonly string[]
  /** Go variables set by the linker, above all versions: kubeadm without one takes itself for v0.0.0. */
  readonly stamps?: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  /** A package's tests, as a program. @default false */
  readonly test?: boolean
  /** Links C libraries in, statically: only runc needs it, for libseccomp. @default false */
  readonly cgo?: boolean
  /** For a C source: what -D defines. */
  readonly defines?: Readonly<Record<string, string>>
}

/** Literal text to be replaced where it first occurs. */
export interface Edit {
  readonly find: string
  readonly replace: string
}

/** A file or a folder of Go files of a module, with edits of its text. */
export interface BorrowedSource {
  readonly module: string
  readonly from: string
  readonly to: string
  /** Each must find its text, so that a new version of the module cannot slip by. */
  readonly edits?: readonly Edit[]
}

/** A file of a module that is imported as it is: the module is built with it. */
export type EditedSource = Omit<BorrowedSource, 'to'>

/** The edits that make a program's `package main` one that can be imported: its main() is then Main(). */
export function mainAsPackage(name: string): Edit[] {
  return [
    { find: 'package main\n', replace: `package ${name}\n` },
    { find: '\nfunc main() {', replace: '\nfunc Main() {' },
  ]
}
