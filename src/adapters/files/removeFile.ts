/** Removes a file that is no longer needed. */
import { rmSync } from 'node:fs'

/** One that is not there is no fault. @throws Error of node:fs naming the path */
export const removeFile = (file: string): void => rmSync(file, { force: true })
