/** The key that CEK signs with: from its published URL with a copy on disk, from a file, or given as text. */
import type { KeyObject } from 'node:crypto'
import { filled, type Text } from '../../kernel/text.ts'
import { days, type MonoMs, monoPlus } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { fetchKey } from './fetchKey.ts'
import { readKeyFile, writeKeyFile } from './keyFile.ts'
import { KEY_TEXTS } from './keyTexts.ts'
import { fingerprint, KeyError, parsePublicKey } from './publicKey.ts'

/** Where each platform publishes its key (KR guide "verifying the request message", JP guide "request verification"). */
export const PUBLISHED_KEY_URLS: Readonly<Record<'KR' | 'JP', string>> = {
  KR: 'https://clova.ai/.well-known/signature-public-key.pem',
  JP: 'https://clova-cek-requests.line.me/.well-known/signature-public-key.pem',
}

export type KeyLocation =
  | {
      readonly kind: 'url'
      /** `https:` only. */
      readonly url: string
      /** Copy of the last good key, so that the gateway starts without the Internet. */
      readonly cacheFile: string
      /** PEM of the authorities to trust instead of the usual ones. */
      readonly ca?: string
    }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'pem'; readonly pem: string }

export interface KeySourceOptions {
  readonly location: KeyLocation
  /** Fingerprints (SHA-256 of SPKI, hexadecimal, colons allowed) outside of which no key is taken; none: any key is. */
  readonly pins?: readonly string[]
  readonly clock: Clock
  readonly log: Log
}

export interface KeySource {
  /** Keys a signature may be made with now, the current one first; empty until the first one was got. */
  keys(): readonly KeyObject[]
  /**
   * Looks the key up again: once after opening, then daily, and when a signature fails. True when the key changed.
   * Side by side calls share one look-up. Rejects with {@link KeyError} and keeps what it had.
   */
  refresh(): Promise<boolean>
}

/** How long requests signed with the key before a change are taken: a platform does not change all servers at once. */
const KEEP_PREVIOUS_MS = days(7)

/**
 * Reads what is on disk and never touches the network.
 * @throws KeyError for a bad pin or URL, a key file that is missing or wrong, a wrong PEM text. A cached copy that is
 * missing or damaged is no error: the next refresh gets it.
 */
export async function openKeySource(options: KeySourceOptions): Promise<KeySource> {
  const { location, clock, log } = options
  const pins = (options.pins ?? []).map(readPin)
  let current: KeyObject | undefined
  let previous: { key: KeyObject; until: MonoMs } | undefined
  let lookingUp: Promise<boolean> | undefined

  const accept = (pem: string, origin: string | Text): KeyObject => {
    const key = parsePublicKey(pem, origin)
    const print = fingerprint(key)
    if (pins.length === 0 || pins.includes(print)) return key
    throw new KeyError(filled(KEY_TEXTS.notPinned, { origin, print, count: pins.length }))
  }
  const replace = (key: KeyObject): boolean => {
    const old = current
    if (old?.equals(key) === true) return false
    current = key
    if (old === undefined) {
      log.info('Signature key obtained', { fingerprint: fingerprint(key) })
    } else {
      previous = { key: old, until: monoPlus(clock.mono(), KEEP_PREVIOUS_MS) }
      log.warn('Signature key changed', { from: fingerprint(old), to: fingerprint(key) })
    }
    return true
  }
  const look = async (): Promise<boolean> => {
    if (location.kind !== 'url') return replace(accept(await localText(location), nameOf(location)))
    const pem = await fetchKey(new URL(location.url), clock, location.ca)
    const changed = replace(accept(pem, location.url))
    if (changed) {
      // A full or read-only disk must not cost the key that was just got; the next start fetches it again.
      await writeKeyFile(location.cacheFile, pem).catch((error: KeyError) =>
        log.warn('Signature key not saved', { error: error.message }),
      )
    }
    return changed
  }

  if (location.kind === 'url') current = await cachedKey(location, accept, log)
  else current = accept(await localText(location), nameOf(location))
  return {
    keys() {
      if (current === undefined) return []
      return previous !== undefined && clock.mono() < previous.until ? [current, previous.key] : [current]
    },
    refresh() {
      lookingUp ??= look().finally(() => {
        lookingUp = undefined
      })
      return lookingUp
    },
  }
}

function readPin(pin: string): string {
  const hex = pin.replaceAll(':', '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new KeyError(filled(KEY_TEXTS.badPin, { pin }))
  return hex
}

type LocalLocation = Extract<KeyLocation, { kind: 'file' | 'pem' }>

const nameOf = (location: LocalLocation): Text =>
  location.kind === 'file' ? filled(KEY_TEXTS.file, { path: location.path }) : KEY_TEXTS.configured

async function localText(location: LocalLocation): Promise<string> {
  if (location.kind === 'pem') return location.pem
  const text = await readKeyFile(location.path)
  if (text === undefined) throw new KeyError(filled(KEY_TEXTS.noFile, { path: location.path }))
  return text
}

async function cachedKey(
  location: Extract<KeyLocation, { kind: 'url' }>,
  accept: (pem: string, origin: string | Text) => KeyObject,
  log: Log,
): Promise<KeyObject | undefined> {
  if (!URL.canParse(location.url) || new URL(location.url).protocol !== 'https:') {
    throw new KeyError(filled(KEY_TEXTS.badUrl, { url: location.url }))
  }
  try {
    const pem = await readKeyFile(location.cacheFile)
    return pem === undefined ? undefined : accept(pem, `cached key ${location.cacheFile}`)
  } catch (error) {
    log.warn('Saved signature key not usable', { error: (error as Error).message })
    return undefined
  }
}
