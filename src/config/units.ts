/** Durations, numbers and fractions as people write them. */

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s|m|h|d)$/

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `500ms`, `30s`, `1.5h` in milliseconds; undefined for anything without a unit. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  return Math.round(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS])
}

/** Milliseconds in the largest unit that says them without a fraction. */
export function writeDuration(durationMs: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find(one => durationMs > 0 && durationMs % UNIT_MS[one] === 0) ?? 'ms'
  return `${durationMs / UNIT_MS[unit]}${unit}`
}

const NUMBER = /^[+-]?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})([eE][+-]?\d{1,2})?$/

/** A number, or the text of one (variables are always texts). */
export function parseNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined
  return typeof raw === 'string' && NUMBER.test(raw) ? Number(raw) : undefined
}

/** A number or a fraction such as `100/254`; never zero, because commands divide by it. */
export function parseScale(raw: unknown): number | undefined {
  const parts = typeof raw === 'string' ? raw.split('/').map(part => parseNumber(part.trim())) : [parseNumber(raw)]
  const [above, below = 1] = parts
  if (parts.length > 2 || parts.includes(undefined) || above === undefined || above === 0 || below === 0)
    return undefined
  return above / below
}
