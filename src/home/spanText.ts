/** A span of time in words, as short as it can be told. */
import type { Language, Text } from '../kernel/text.ts'

const UNITS = {
  seconds: { ko: '초', ja: '秒', en: ' s' },
  minutes: { ko: '분', ja: '分', en: ' min' },
  hours: { ko: '시간', ja: '時間', en: ' h' },
} satisfies Record<string, Text>

/** `12 s`, `5 min`, `25 h`: rounded, and never negative. */
export function spanText(durationMs: number, language: Language): string {
  const total = Math.max(0, Math.round(durationMs / 1000))
  if (total < 120) return `${total}${UNITS.seconds[language]}`
  if (total < 7200) return `${Math.round(total / 60)}${UNITS.minutes[language]}`
  return `${Math.round(total / 3600)}${UNITS.hours[language]}`
}
