/** Temp folders, mounts where permitted, and child processes for the tests of SQLite. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Whether this user may mount a tmpfs, the only way to a full or read-only folder that also holds for root. */
export const MAY_MOUNT = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()

interface Mount {
  readonly folder: string
  remount(options: string): void
}

/** A tmpfs of a size, unmounted when the test is over. */
export function mountTmpfs(sizeKib: number): Mount {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-mount-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, remount: options => void execFileSync('mount', ['-o', `remount,${options}`, folder]) }
}

/** Starts a TypeScript file of this folder as its own process, killed when the test is over. */
export function startChild(script: string, ...args: readonly string[]): ChildProcess {
  const path = join(import.meta.dirname, 'children', script)
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Collects the child's lines until there are so many; fails when it ends before. */
export function linesOf(child: ChildProcess, count: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.split('\n').length > count) resolve(text.split('\n').slice(0, -1))
    })
    child.once('exit', code => reject(new Error(`child ended with ${code} after: ${text}`)))
  })
}
