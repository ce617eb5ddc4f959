/** Names for the ways in which a connection, a handshake or a request fails, from the codes of Node and OpenSSL. */

export type Trouble =
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'reset'
  | 'expired'
  | 'notYet'
  | 'wrongName'
  | 'selfSigned'
  | 'untrusted'
  | 'noTls'
  | 'other'

const CODES: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrongName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'selfSigned',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  EPROTO: 'noTls',
}

export function troubleOf({ code = '' }: NodeJS.ErrnoException): Trouble {
  return CODES[code] ?? (code.startsWith('ERR_SSL_') ? 'noTls' : 'other')
}
