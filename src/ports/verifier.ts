/** Checks that CEK sent these very bytes (`SignatureCEK`, RSASSA-PKCS1-v1_5 with SHA-256 over the raw body). */
export interface RequestVerifier {
  /** False for a missing, malformed or wrong signature. Never throws; may refresh the published key once in a while. */
  verify(body: Uint8Array, signature: string | undefined): boolean | Promise<boolean>
}
