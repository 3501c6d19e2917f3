// Names of an image as an engine tells them → as they are asked for. Pure.

/**
 * Docker leaves out its own registry and says `<none>` of what has no name. Podman leaves out nothing, and where an image came without a
 * registry, built or from an archive, it says `localhost/`.
 */
export function readToldNames(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter((name) => !name.includes('<none>')).map((name) => name.replace(/^(docker\.io\/(library\/)?|localhost\/)/, ''))
}
