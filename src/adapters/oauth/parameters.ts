/** Reads `application/x-www-form-urlencoded` strictly: what cannot be decoded exactly is an error, never a guess. */

/** Values by name, in the order they came; a name may have several. */
export type Parameters = ReadonlyMap<string, readonly string[]>

/** One parameter: there once, not there (or without a value, which RFC 6749 section 3.1 calls omitted), or doubled. */
export type Single =
  | { readonly kind: 'one'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'many' }

/**
 * Undefined when anything is wrongly encoded. `URLSearchParams` is not used since it puts U+FFFD in place of broken
 * bytes, so that a `state` would come back changed. Work is linear in a text whose length the caller bounds.
 */
export function parseParameters(text: string): Parameters | undefined {
  const found = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = formDecode(at === -1 ? pair : pair.slice(0, at))
    const value = formDecode(at === -1 ? '' : pair.slice(at + 1))
    if (name === undefined || value === undefined) return undefined
    const values = found.get(name)
    if (values === undefined) found.set(name, [value])
    else values.push(value)
  }
  return found
}

/** Undefined for broken percent signs, bytes that are no UTF-8, and characters that must not stand unencoded. */
export function formDecode(text: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** The parameter of a name, if it came exactly once. */
export function single(parameters: Parameters, name: string): Single {
  const values = parameters.get(name) ?? []
  const [value] = values
  if (values.length > 1) return { kind: 'many' }
  return value === undefined || value === '' ? { kind: 'none' } : { kind: 'one', value }
}

/** Adds parameters to an address that may have a query already; the address itself stays as it is, to the character. */
export function withQuery(address: string, added: Readonly<Record<string, string>>): string {
  const query = Object.entries(added).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${joint}${query.join('&')}`
}
