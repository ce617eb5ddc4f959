/** Runs the installer of the release this program belongs to; installing and upgrading are the same steps. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { text } from '../kernel/text.ts'
import { CommandError, EXIT, flagOption, type Invocation, say } from './invocation.ts'

/** In a release beside `dist`, in a checkout beside `src`. */
const INSTALLER = fileURLToPath(new URL('../../scripts/install.sh', import.meta.url))

const MISSING = text(
  '{file} 이(가) 없습니다. 압축 파일로 설치한 게이트웨이에서만 쓸 수 있습니다. 데비안 패키지라면 apt install 파일.deb',
  '{file} がありません。アーカイブからインストールしたゲートウェイでのみ使えます。Debian パッケージなら apt install ファイル.deb',
  'There is no {file}: this works for a gateway that was installed from an archive. For a Debian package: apt install FILE.deb',
)

/** What the installer prints goes straight to the terminal. @throws CommandError without an installer */
export async function runInstaller(invocation: Invocation, args: readonly string[]): Promise<number> {
  if (!existsSync(INSTALLER)) throw new CommandError(say(invocation, MISSING, { file: INSTALLER }))
  const all = [
    INSTALLER,
    '--language',
    invocation.language,
    ...args,
    ...(flagOption(invocation, 'dry-run') ? ['--dry-run'] : []),
  ]
  return await new Promise((resolve, reject) => {
    const child = spawn('sh', all, { stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', code => resolve(code ?? EXIT.failed))
  })
}
