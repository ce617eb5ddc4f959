/** `clova2mqtt upgrade`: installs another release with a backup before, and goes back by itself when it does not start. */
import { resolve } from 'node:path'
import { text } from '../kernel/text.ts'
import { type Invocation, say, UsageError } from './invocation.ts'
import { runInstaller } from './runInstaller.ts'

const WHICH = text(
  '어느 배포판입니까? upgrade 파일.tar.gz',
  'どの配布物ですか？ upgrade ファイル.tar.gz',
  'Which release? upgrade FILE.tar.gz',
)

export async function run(invocation: Invocation): Promise<number> {
  const [file] = invocation.positionals
  if (file === undefined) throw new UsageError(say(invocation, WHICH))
  return await runInstaller(invocation, ['--from', resolve(file)])
}
