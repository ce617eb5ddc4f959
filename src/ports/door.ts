/** What the gateway made of a request: an answer for CEK, or nothing at all because CEK did not send it. */
export type DoorAnswer = { readonly verified: true; readonly body: Uint8Array | string } | { readonly verified: false }

/** Inbound port of the public listener: raw bytes and the `SignatureCEK` header in, the bytes of the answer out. */
export interface Door {
  /** Never rejects: after a valid signature every fault inside is a well-formed ClovaHome error message. */
  receive(body: Uint8Array, signature: string | undefined): Promise<DoorAnswer>
}
