/** What sensors of every convention tell: units, words for the air, and what is spoken of a yes and a no. */

/** Units of consumption, and the one of the guides that stands for each; other units are of something else. */
export const CONSUMPTION: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  W: { unit: 'W', factor: 1 },
  kW: { unit: 'KW', factor: 1 },
  mW: { unit: 'W', factor: 0.001 },
  Wh: { unit: 'W', factor: 1 },
  kWh: { unit: 'KW', factor: 1 },
  MWh: { unit: 'KW', factor: 1000 },
}

/** Words of publishers for the air, to those of the guides. */
export const AIR: Readonly<Record<string, string>> = {
  excellent: 'good',
  good: 'good',
  moderate: 'normal',
  normal: 'normal',
  fair: 'normal',
  poor: 'bad',
  unhealthy: 'bad',
  bad: 'bad',
  hazardous: 'verybad',
  'very poor': 'verybad',
  verybad: 'verybad',
}

/** The Korean index of air quality: 50, 100 and 250 are the steps. */
export const airOf = (index: number): string =>
  index <= 50 ? 'good' : index <= 100 ? 'normal' : index <= 250 ? 'bad' : 'verybad'

/** What is spoken of a sensor that only tells yes and no. */
export const SENSED = {
  yes: { ko: '감지됨', ja: '検知', en: 'detected' },
  no: { ko: '감지 안 됨', ja: '検知なし', en: 'not detected' },
  smoke: { ko: '연기', ja: '煙', en: 'smoke' },
} as const
