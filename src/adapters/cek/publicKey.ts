/** Reads RSA public keys and names them by their fingerprint. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** Shorter keys can be factored; the published one has 2048 bits. */
const MIN_BITS = 2048

/** A check takes 4 times as long at 4096 bits (about 90 us), 64 times at 16,384: an open door for floods. */
const MAX_BITS = 4096

/** `BEGIN PUBLIC KEY` (SPKI) or `BEGIN RSA PUBLIC KEY` (PKCS #1); a private key or a certificate is somebody's mistake. */
const PUBLIC_PEM = /^\s*-----BEGIN (RSA )?PUBLIC KEY-----/

/** The text is no public key that requests could be checked with. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

/** Parses the PEM text of an RSA public key of 2048 to 4096 bits. @throws KeyError that names `origin` */
export function parsePublicKey(pem: string, origin: string): KeyObject {
  if (!PUBLIC_PEM.test(pem)) throw new KeyError(`${origin}: not a PEM public key (no "BEGIN PUBLIC KEY" at its start)`)
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch (cause) {
    throw new KeyError(`${origin}: not a readable public key`, { cause })
  }
  if (key.asymmetricKeyType !== 'rsa') throw new KeyError(`${origin}: a key of type ${key.asymmetricKeyType}, not rsa`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < MIN_BITS || bits > MAX_BITS) {
    throw new KeyError(`${origin}: an RSA key of ${bits} bits; ${MIN_BITS} to ${MAX_BITS} are accepted`)
  }
  return key
}

/** SHA-256 of the key's SPKI form in lower-case hexadecimal: what `openssl pkey -pubin -outform DER | sha256sum` prints. */
export function fingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}
