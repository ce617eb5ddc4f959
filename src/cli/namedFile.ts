/** Files that the command line names: what cannot be read or written is told with its name and the system's reason. */
import { readFileSync } from 'node:fs'
import { text } from '../kernel/text.ts'
import { CommandError, type Invocation, say } from './invocation.ts'

const TEXTS = {
  notRead: text(
    '{option} {file}: 읽을 수 없습니다 ({reason}).',
    '{option} {file}: 読めません（{reason}）。',
    '{option} {file}: cannot be read ({reason}).',
  ),
  notWritten: text(
    '{file} 에 쓸 수 없습니다 ({reason}).',
    '{file} に書けません（{reason}）。',
    '{file} cannot be written ({reason}).',
  ),
}

/** @param option as it is typed, `--ca`. @throws CommandError */
export function readNamedFile(invocation: Invocation, option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CommandError(say(invocation, TEXTS.notRead, { option, file, reason: reasonOf(cause) }), { cause })
  }
}

/** Runs what writes a file. @throws CommandError */
export function writeNamedFile<T>(invocation: Invocation, file: string, write: () => T): T {
  try {
    return write()
  } catch (cause) {
    throw new CommandError(say(invocation, TEXTS.notWritten, { file, reason: reasonOf(cause) }), { cause })
  }
}

/** The system's code; its message would name the file again. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause ? String(cause.code) : cause.message
}
