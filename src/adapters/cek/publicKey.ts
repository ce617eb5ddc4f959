/** Reads RSA public keys and names them by their fingerprint. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { filled, type Text } from '../../kernel/text.ts'
import { ToldError } from '../../kernel/told.ts'
import { KEY_TEXTS } from './keyTexts.ts'

/** Shorter keys can be factored; the published one has 2048 bits. */
const MIN_BITS = 2048

/** A check takes 4 times as long at 4096 bits (about 90 us), 64 times at 16,384: an open door for floods. */
const MAX_BITS = 4096

/** `BEGIN PUBLIC KEY` (SPKI) or `BEGIN RSA PUBLIC KEY` (PKCS #1); a private key or a certificate is somebody's mistake. */
const PUBLIC_PEM = /^\s*-----BEGIN (RSA )?PUBLIC KEY-----/

/** The text is no public key that requests could be checked with. */
export class KeyError extends ToldError {
  override readonly name = 'KeyError'
}

/** Parses the PEM text of an RSA public key of 2048 to 4096 bits. @throws KeyError that names `origin` */
export function parsePublicKey(pem: string, origin: string | Text): KeyObject {
  if (!PUBLIC_PEM.test(pem)) throw new KeyError(filled(KEY_TEXTS.noPem, { origin }))
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch (cause) {
    throw new KeyError(filled(KEY_TEXTS.unreadableKey, { origin }), { cause })
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw new KeyError(filled(KEY_TEXTS.otherType, { origin, type: String(key.asymmetricKeyType) }))
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < MIN_BITS || bits > MAX_BITS) {
    throw new KeyError(filled(KEY_TEXTS.otherSize, { origin, bits, min: MIN_BITS, max: MAX_BITS }))
  }
  return key
}

/** SHA-256 of the key's SPKI form in lower-case hexadecimal: what `openssl pkey -pubin -outform DER | sha256sum` prints. */
export function fingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}
