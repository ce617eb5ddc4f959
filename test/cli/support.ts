/** The program as a child process, as users and systemd start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { testPort } from '../support/testPort.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  /** Waits until something was printed. */
  readonly says: (text: string) => Promise<void>
  readonly ended: Promise<Ended>
}

/** English unless a test says otherwise, and nothing of the surrounding machine. */
const environment = (extra: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C',
  ...extra,
})

export function begin(args: readonly string[], options: { env?: Record<string, string>; cwd?: string } = {}): Running {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(ROOT, 'src/main.ts'), ...args], {
    cwd: options.cwd ?? ROOT,
    env: environment(options.env ?? {}),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const ended = new Promise<Ended>(resolve => child.once('close', code => resolve({ code, out, err })))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    says: text =>
      printed(
        () => out.includes(text),
        () => `${text} in: ${out}${err}`,
      ),
  }
}

/** The demonstration takes 8 s on an idle machine; this only ever ends a test that hangs. */
const HANG_MS = 75_000

async function printed(check: () => boolean, what: () => string): Promise<void> {
  for (const end = Date.now() + HANG_MS; !check(); ) {
    if (Date.now() > end) throw new Error(`was not printed: ${what()}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export const main = (args: readonly string[], options?: Parameters<typeof begin>[1]): Promise<Ended> =>
  begin(args, options).ended

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const PASSWORD = 'correct-horse-battery'

export interface Home {
  readonly folder: string
  readonly file: string
  readonly key: string
  /** Writes the configuration; lamps by id, extra lines at the top level. */
  readonly write: (lamps: readonly string[], extra?: string) => void
}

/** A home with one lamp, a broker login, and a development key. */
export async function makeHome(): Promise<Home> {
  const folder = temporaryFolder()
  const file = join(folder, 'clova2mqtt.yaml')
  const key = join(folder, 'cek-dev-key.pem')
  const [webhook, broker] = [await testPort(), await testPort()]
  const made = await main(['cek', '--keygen', '--key', key])
  if (made.code !== 0) throw new Error(made.err)
  const write: Home['write'] = (lamps, extra = '') =>
    writeFileSync(
      file,
      `
webhook: { port: ${webhook}, deadline: 2s, key: { file: cek-dev-key.pub.pem } }
mqtt: { port: ${broker}, accounts: { lamp: { password: ${PASSWORD}, appliance: lamp } } }
log: { style: json }
${extra}
appliances:
${lamps.map(id => `  ${id}: { type: LIGHT, name: ${id}, native: true, properties: { power: {}, brightness: {} } }`).join('\n')}
`,
    )
  write(['lamp'])
  return { folder, file, key, write }
}

/** A token of a home, as a script would capture it. */
export async function newToken({ file }: Home): Promise<string> {
  const { out, err, code } = await main(['token', 'create', '--label', 'test', '--config', file])
  if (code !== 0) throw new Error(err)
  return out.trim()
}
