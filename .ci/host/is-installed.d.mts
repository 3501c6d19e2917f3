/** Whether `nodeModules` holds what `lockFile` asks for. */
export function isInstalled(lockFile: string, nodeModules: string): boolean
