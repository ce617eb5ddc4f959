/** Colours between the spaces that lamps speak and the hue and saturation of the guides. Pure arithmetic. */

export interface Hsv {
  /** Degrees, 0 to 360. */
  readonly hue: number
  /** Per cent. */
  readonly saturation: number
}

type Triple = readonly [number, number, number]

/** Hue and saturation of red, green and blue in any common scale; the brightness of the three is left out. */
export function hsvOfRgb([red, green, blue]: Triple): Hsv {
  const max = Math.max(red, green, blue)
  const span = max - Math.min(red, green, blue)
  if (!(span > 0)) return { hue: 0, saturation: 0 }
  const sixth =
    max === red ? ((green - blue) / span + 6) % 6 : max === green ? (blue - red) / span + 2 : (red - green) / span + 4
  return { hue: Math.round(sixth * 60) % 360, saturation: Math.round((span / max) * 100) }
}

/** Red, green and blue of 0 to 255 at full brightness. */
export function rgbOfHsv({ hue, saturation }: Hsv): Triple {
  const part = (shift: number): number => {
    const at = (shift + hue / 60) % 6
    return Math.round(255 * (1 - (saturation / 100) * Math.max(0, Math.min(at, 4 - at, 1))))
  }
  return [part(5), part(3), part(1)]
}

const linear = (part: number): number => (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92)
const gamma = (part: number): number => (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055)

/** CIE 1931 coordinates of a colour in sRGB with the white point D65. */
export function xyOfHsv(colour: Hsv): { readonly x: number; readonly y: number } {
  const [red, green, blue] = rgbOfHsv(colour).map(part => linear(part / 255)) as unknown as Triple
  const x = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue
  const y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue
  const z = 0.0193339 * red + 0.119192 * green + 0.9503041 * blue
  const sum = x + y + z
  const round = (value: number): number => Number(value.toFixed(4))
  return { x: round(x / sum), y: round(y / sum) }
}

/** The nearest hue and saturation of CIE 1931 coordinates; y of 0 has none. */
export function hsvOfXy(x: number, y: number): Hsv | undefined {
  if (!(y > 0)) return undefined
  const [bigX, bigZ] = [x / y, (1 - x - y) / y]
  const red = 3.2404542 * bigX - 1.5371385 - 0.4985314 * bigZ
  const green = -0.969266 * bigX + 1.8760108 + 0.041556 * bigZ
  const blue = 0.0556434 * bigX - 0.2040259 + 1.0572252 * bigZ
  const max = Math.max(red, green, blue)
  if (!(max > 0)) return undefined
  return hsvOfRgb([red, green, blue].map(part => gamma(Math.max(0, part / max))) as unknown as Triple)
}
