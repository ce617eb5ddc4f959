/** Addresses that hardware is known by in every convention: how they are written, and which of them tell nothing. */

/** `mac:` with twelve hexadecimal digits, or `ieee:0x` with sixteen; lower case, no separators. */
export type HardwareKey = `mac:${string}` | `ieee:0x${string}`

/** A MAC address with or without separators, as the whole of a text or as its end: `shellyplus1pm-c049ef8cf4e0`. */
const MAC = /(?:^|[-_ ])((?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2})$/i

/** An IEEE address of Zigbee, also as the end of an identifier: `zigbee2mqtt_0x00158d000a1b2c01`. */
const IEEE = /(?:^|[_ ])0x([0-9a-f]{16})$/i

/** Addresses of manuals, of firmware that was never given one, and of chips that forgot theirs. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '001122334455',
  '010203040506',
  '0123456789ab',
  '123456789abc',
  '123456789012',
  'aabbccddeeff',
  'deadbeefcafe',
  '0011223344556677',
  '0123456789abcdef',
  '0102030405060708',
])

/** Longest text in which an address is looked for: identifiers have some 60 characters. */
const MAX_CHARACTERS = 200

/** The address that a text is or ends with, unless it is one that nothing can be told by; undefined without any. */
export function hardwareKeyOf(text: string): HardwareKey | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const ieee = IEEE.exec(text)?.[1]?.toLowerCase()
  // A coordinator answers for others: its address is never that of an appliance.
  if (ieee !== undefined) return tells(ieee) && !text.includes('bridge') ? `ieee:0x${ieee}` : undefined
  const mac = MAC.exec(text)?.[1]?.toLowerCase().replace(/[:-]/g, '')
  return mac !== undefined && tells(mac) && !isGroup(mac) ? `mac:${mac}` : undefined
}

/** Whether a key of a device is an address by which it can be known again, as {@link hardwareKeyOf} writes it. */
export const isHardwareKey = (key: string): key is HardwareKey => {
  const [, mac, ieee] = /^(?:mac:([0-9a-f]{12})|ieee:0x([0-9a-f]{16}))$/.exec(key) ?? []
  const digits = mac ?? ieee
  return digits !== undefined && tells(digits) && (mac === undefined || !isGroup(mac))
}

/** One digit over and over is what an empty memory reads as. */
const tells = (digits: string): boolean => !/^(.)\1*$/.test(digits) && !PLACEHOLDERS.has(digits)

/** Bit 0 of the first byte: an address of many, which no hardware has for its own. */
const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
