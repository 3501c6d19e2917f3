// Whether a node_modules folder holds what a package-lock.json asks for, told from npm's own record of what it installed
// (node_modules/.package-lock.json, written last): 5 ms, where `npm ls` takes a second.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function isInstalled(lockFile, nodeModules) {
  const record = join(nodeModules, '.package-lock.json')
  if (!existsSync(record)) return false
  // The `node` package gets its program from an install script, which an npm setting may have kept from running.
  if (!existsSync(join(nodeModules, '.bin/node'))) return false
  let wanted, present
  try {
    wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages
    present = JSON.parse(readFileSync(record, 'utf8')).packages
  } catch {
    return false
  }
  const isSame = (path) => present[path].version === wanted[path]?.version && present[path].integrity === wanted[path]?.integrity
  // Optional entries are those of other platforms: wanted by the lock file, rightly absent here.
  const isThere = (path) => path === '' || path in present || wanted[path].optional === true || wanted[path].devOptional === true
  return Object.keys(present).every(isSame) && Object.keys(wanted).every(isThere)
}
