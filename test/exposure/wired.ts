/** A WireGuard link between two namespaces: the kernel's own, or wireguard-go where the kernel has none. */
import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programAt } from './programs.ts'
import { RENTED, WIRED } from './worldFiles.ts'

export interface WiredOptions {
  readonly folder: string
  /** Name of the namespace of each end. */
  readonly space: (name: 'pi' | 'rented') => string
  /** Starts a program in a namespace, and ends it with the world. */
  readonly start: (name: 'pi' | 'rented', program: string, args: readonly string[]) => ChildProcess
}

const PORT = 51820

/** Whether WireGuard can be had here at all; else why not. */
export function whyNoWireguard(): string | undefined {
  const found = (name: string): boolean => programAt(name) !== name
  if (!found('wg')) return 'no wg'
  const kernel = spawnSync(programAt('ip'), ['link', 'add', 'c2m-wg-try', 'type', 'wireguard'])
  if (kernel.status === 0) spawnSync(programAt('ip'), ['link', 'del', 'c2m-wg-try'])
  return kernel.status === 0 || found('wireguard-go') ? undefined : 'no WireGuard in the kernel, and no wireguard-go'
}

/** As in docs/tunnels.md: the Pi is the only peer, and says something every 25 seconds. */
export async function joinByWireguard({ folder, space, start }: WiredOptions): Promise<void> {
  const wg = (...args: readonly string[]): string => execFileSync(programAt('wg'), args, { encoding: 'utf8' }).trim()
  const keyOf = (name: string): { file: string; open: string } => {
    const secret = wg('genkey')
    const file = join(folder, `wg-${name}`)
    writeFileSync(file, secret, { mode: 0o600 })
    return { file, open: execFileSync(programAt('wg'), ['pubkey'], { input: secret, encoding: 'utf8' }).trim() }
  }
  const keys = { pi: keyOf('pi'), rented: keyOf('rented') }
  const ip = (...args: readonly string[]): void => void execFileSync(programAt('ip'), args, { stdio: 'pipe' })
  for (const end of ['rented', 'pi'] as const) {
    // Programs without the kernel's own share one folder of control sockets, whatever their namespace.
    const link = `wg${process.pid}${end === 'pi' ? 'p' : 'r'}`
    const kernel = spawnSync(programAt('ip'), ['-n', space(end), 'link', 'add', link, 'type', 'wireguard'])
    if (kernel.status !== 0) start(end, 'wireguard-go', ['-f', link])
    while (spawnSync(programAt('ip'), ['netns', 'exec', space(end), 'wg', 'show', link]).status !== 0) {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    const [other, own] = end === 'pi' ? (['rented', 'pi'] as const) : (['pi', 'rented'] as const)
    const peer = ['peer', keys[other].open, 'allowed-ips', `${WIRED[other]}/32`]
    const way = end === 'pi' ? ['endpoint', `${RENTED}:${PORT}`, 'persistent-keepalive', '25'] : []
    const mine = ['private-key', keys[own].file, ...(end === 'rented' ? ['listen-port', String(PORT)] : [])]
    ip('netns', 'exec', space(end), 'wg', 'set', link, ...mine, ...peer, ...way)
    ip('-n', space(end), 'addr', 'add', `${WIRED[own]}/24`, 'dev', link)
    ip('-n', space(end), 'link', 'set', link, 'mtu', '1280', 'up')
  }
}
