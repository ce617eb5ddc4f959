/** Programs that the tests of the tunnels start, and which of them are missing here. */
import { spawnSync } from 'node:child_process'
import { findProgram } from '../../src/adapters/tunnel/findProgram.ts'

/** Debian keeps servers out of a user's path. */
const SEARCHED = `${process.env['PATH']}:/usr/sbin:/sbin`

export const programAt = (name: string): string => findProgram(name, SEARCHED) ?? name

export const missing = (...names: readonly string[]): readonly string[] =>
  names.filter(name => findProgram(name, SEARCHED) === undefined)

/** Why namespaces cannot be made here; undefined where they can. */
export function whyNoNamespaces(): string | undefined {
  const lacking = missing('ip', 'iptables', 'sshd', 'ssh', 'ssh-keygen', 'nginx', 'openssl', 'ps')
  if (lacking.length > 0) return `no ${lacking.join(', ')}`
  const name = `c2m-try-${process.pid}`
  const made = spawnSync(programAt('ip'), ['netns', 'add', name], { encoding: 'utf8' })
  if (made.status !== 0) return `network namespaces are not permitted: ${made.stderr.trim()}`
  const nat = spawnSync(programAt('ip'), ['netns', 'exec', name, programAt('iptables'), '-w', '-t', 'nat', '-L'])
  spawnSync(programAt('ip'), ['netns', 'del', name])
  return nat.status === 0 ? undefined : 'no address translation in namespaces'
}
