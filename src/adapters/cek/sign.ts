/** Signs as CEK does, with a key of one's own: for the simulator, the demonstration and tests. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { Secret } from '../../kernel/secret.ts'
import { KEY_TEXTS } from './keyTexts.ts'
import { KeyError } from './publicKey.ts'

export interface Signer {
  /** PEM (SPKI) of the key that checks what this one signs. */
  readonly publicKeyPem: string
  /** The value of `SignatureCEK` for these bytes. */
  sign(body: Uint8Array): string
}

export interface DevelopmentKey {
  /** PKCS #8 PEM. Whoever has it can speak as CEK to a gateway that was told to trust its public half. */
  readonly privateKeyPem: Secret
  readonly publicKeyPem: string
}

/** A signer for a private RSA key. @throws KeyError when the text is none */
export function createSigner(privateKeyPem: Secret): Signer {
  const key = readPrivateKey(privateKeyPem)
  return {
    publicKeyPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: body => sign('sha256', body, key).toString('base64'),
  }
}

/** A new RSA key of 2048 bits, as the published one; takes up to a few seconds on a Pi. */
export function generateDevelopmentKey(): DevelopmentKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { privateKeyPem: new Secret(privateKey), publicKeyPem: publicKey }
}

function readPrivateKey(pem: Secret): ReturnType<typeof createPrivateKey> {
  try {
    const key = createPrivateKey(pem.reveal())
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // OpenSSL's reason says nothing more, and an error that carries parser state has no place beside a private key.
  }
  throw new KeyError(KEY_TEXTS.noPrivate)
}
