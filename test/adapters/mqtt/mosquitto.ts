/** A real Mosquitto on a free port with a configuration of its own, for as long as a test needs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPort } from '../../support/testPort.ts'
import { eventually } from './support.ts'

const PROGRAM = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find(path =>
  existsSync(path),
)

export const hasMosquitto = PROGRAM !== undefined

export interface Mosquitto {
  readonly port: number
  /** Kills it as a power cut would, without good-byes. */
  kill(): Promise<void>
  /** Starts it again on the same port with what it had stored. */
  restart(): Promise<void>
  /** Freezes and thaws the process. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  stop(): Promise<void>
}

/** Those that run, for when a test's own clean-up did not come to them: one listener for all, however many are started. */
const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

/** @param lines more lines of its configuration */
export async function startMosquitto(lines: readonly string[] = []): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'))
  const port = await testPort()
  const settings = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence true', 'autosave_interval 1']
  const user = process.getuid?.() === 0 ? ['user root'] : []
  const persistence = ['autosave_on_changes true', `persistence_location ${folder}/`]
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, [...settings, ...persistence, ...user, ...lines, ''].join('\n'))
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const own = spawn(PROGRAM ?? 'mosquitto', ['-c', file], { stdio: 'ignore' })
    child = own
    started.add(own)
    own.once('exit', () => started.delete(own))
    let open = false
    const probe = (): void => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        open = true
        socket.destroy()
      })
      socket.once('error', () => setTimeout(probe, 20))
    }
    probe()
    await eventually(() => open, 'mosquitto listens')
  }
  const kill = async (): Promise<void> => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const gone = new Promise(resolve => running.once('exit', resolve))
    running.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    port,
    kill,
    restart: start,
    signal: name => void child?.kill(name),
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
