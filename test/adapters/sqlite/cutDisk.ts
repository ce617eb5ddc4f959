/** A real ext4 on a loop device whose card can lose its power at any instant, as often as wanted. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What a card does with what it was not told to flush: `keeps` has all of it, in order; `loses` has none of it but what
 * its own cache had written back by chance.
 */
export type Card = 'keeps' | 'loses'

/**
 * Three file systems in one another. The innermost is the one of the Pi. It lies on a file of the middle one, whose page
 * cache is the cache of the card: a flush of the innermost is an fsync there. Freezing the middle one stops the card at an
 * instant with all that it took; freezing the outermost stops it with only what was flushed.
 */
export interface CutDisk {
  /** Where the Pi writes. */
  readonly folder: string
  /** Takes the power, gives what is then found after the journal was replayed to `look`, and goes on as if nothing were. */
  readonly cut: (card: Card, look: (folder: string) => void) => void
  readonly close: () => void
}

const MIB = 1_048_576
/** ext4 with pages and journal of a real card; the smallest that hold one another. */
const SIZES = { pi: 32, card: 56, outer: 96 }

const root = (command: string, ...args: readonly string[]): void =>
  void execFileSync(command, args, {
    stdio: 'pipe',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  })

/** Written out, because what an image has as a hole is given to it only at the first write. */
function format(image: string, mib: number): void {
  writeFileSync(image, Buffer.alloc(mib * MIB))
  root('mkfs.ext4', '-q', '-F', '-b', '4096', '-E', 'nodiscard,lazy_itable_init=0,lazy_journal_init=0', image)
}

/** @param options of the innermost, as in /etc/fstab: Raspberry Pi OS has `defaults,noatime` */
export function openCutDisk(options: string): CutDisk {
  const base = mkdtempSync(join(tmpdir(), 'clova2mqtt-cut-'))
  const at = (name: string): string => join(base, name)
  const mounted: string[] = []
  const mount = (image: string, folder: string, how: string): string => {
    mkdirSync(folder, { recursive: true })
    root('mount', '-t', 'ext4', '-o', `loop,${how}`, image, folder)
    mounted.push(folder)
    return folder
  }
  // Lazily: a container that another test starts meanwhile has a copy of every mount of that instant, and holds what lies
  // below it until the container ends.
  const unmount = (folder: string): void => {
    root('umount', '-l', folder)
    mounted.splice(mounted.indexOf(folder), 1)
  }
  const close = (): void => {
    for (const folder of mounted.toReversed()) unmount(folder)
    rmSync(base, { recursive: true, force: true })
  }
  const frozen = (folder: string, run: () => void): void => {
    root('fsfreeze', '-f', folder)
    try {
      run()
    } finally {
      root('fsfreeze', '-u', folder)
    }
  }
  try {
    format(at('outer.img'), SIZES.outer)
    const outer = mount(at('outer.img'), at('outer'), 'noatime')
    format(join(outer, 'card.img'), SIZES.card)
    const card = mount(join(outer, 'card.img'), at('card'), 'noatime')
    format(join(card, 'pi.img'), SIZES.pi)
    const folder = mount(join(card, 'pi.img'), at('pi'), options)
    let cuts = 0
    const cut = (what: Card, look: (folder: string) => void): void => {
      const [layer, image] = what === 'keeps' ? [card, 'pi.img'] : [outer, 'card.img']
      // A name of its own for each: the one before may still be held.
      const number = ++cuts
      const after = (name: string): string => at(`${name}-after-${number}`)
      const copy = after(image)
      frozen(layer, () => copyFileSync(join(layer, image), copy))
      const cardAfter = what === 'keeps' ? undefined : mount(copy, after('card'), 'noatime')
      const piAfter = mount(cardAfter === undefined ? copy : join(cardAfter, 'pi.img'), after('pi'), options)
      look(piAfter)
      unmount(piAfter)
      if (cardAfter !== undefined) unmount(cardAfter)
      rmSync(copy)
    }
    return { folder, cut, close }
  } catch (error) {
    close()
    throw error
  }
}

/** Why there can be no such disk here; empty where there can. */
export const NO_CUT_DISK = ((): string => {
  if (process.platform !== 'linux') return ' (left out: loop devices are of Linux)'
  try {
    openCutDisk('noatime').close()
    return ''
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n').find(line => line !== '') ?? '') : ''
    return ` (left out: no ext4 on a loop device may be mounted and frozen here: ${why})`
  }
})()
