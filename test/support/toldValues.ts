/** Representative values of every property, in our own units and in the loose forms appliances give them. */
import type { Json } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'

const DURATIONS: readonly Json[] = [0, 31_200, 59.6, 86_400, 'PT8H40M', 'P1DT12H', 'P2W', 'PT0.5S', 1]
const MOMENTS: readonly Json[] = [
  '2026-11-20T10:00:00+09:00',
  '2026-11-20T01:00:00.123Z',
  '2026-11-20 10:00:00',
  '2024-02-29T23:59:60+0900',
  '0001-01-01T00:00:00Z',
  '1970-01-01T00:00:00',
]
const TEMPERATURES: readonly Json[] = [22.5, 18, -18, 0, 22.449999, -0.04, 21.25]
const DUST: readonly Json[] = [12, 0, { value: 31, index: 'bad' }, { index: 'good' }, 'verybad', { value: 80.4 }, 151]
const BILLS: readonly Json[] = [{ currency: 'KRW', value: 32_000 }, { currency: 'JPY', value: 0 }, 12_345]
const CONSUMPTION: readonly Json[] = [
  31.5,
  [
    { name: '전력', unit: 'KW', value: 31.5 },
    { value: 2, unit: 'kWh' },
  ],
  { unit: 'L', value: 20 },
  [{ value: 1, unit: 'furlong' }, 4],
]
const TEXTS: readonly Json[] = [
  ['안내 1', '안내 2'],
  'ひとつ',
  ['x'.repeat(2000)],
  [],
  Array.from({ length: 80 }, () => '많다'),
]
const NUMBERS: readonly Json[] = [3, 0, 21.7, 1e6]
const PERCENT: readonly Json[] = [50, 0, 100, 0.4, 99.6, 33.3333]

/** At least one value each; every one must be sayable in both editions. */
export const TOLD: Readonly<Record<PropertyName, readonly Json[]>> = {
  power: ['on', 'off'],
  brightness: PERCENT,
  color: [
    { hue: 0, saturation: 100, brightness: 50.5 },
    { hue: 360, saturation: 0 },
    { hue: 12.5, saturation: 1, x: 1 },
  ],
  colorTemperature: [2700, 6500.4],
  fanSpeed: [1, 2, 3],
  targetTemperature: TEMPERATURES,
  freezerTargetTemperature: TEMPERATURES,
  fridgeTargetTemperature: TEMPERATURES,
  coldwaterTargetTemperature: TEMPERATURES,
  hotwaterTargetTemperature: TEMPERATURES,
  mode: ['auto', 'sleep', 'general'],
  volume: [10, 0, 10.4],
  intensityLevel: [2, 0.5],
  channel: [7, 0, 999],
  subChannel: [1, 0],
  channelName: ['KBS 1', 11],
  inputSource: ['HDMI1', 2],
  lockState: ['LOCKED', 'UNLOCKED'],
  openState: ['OPENED', 'CLOSED'],
  muted: [true, false],
  recording: [true, false],
  oscillation: ['off', 'on', 'horizontal', 'vertical'],
  currentTemperature: TEMPERATURES,
  humidity: [45, 0, 100, 45.67],
  airQuality: ['good', 'normal', 'bad', 'verybad'],
  fineDust: DUST,
  ultraFineDust: DUST,
  batteryInfo: PERCENT,
  consumption: CONSUMPTION,
  estimateConsumption: CONSUMPTION,
  currentBill: BILLS,
  estimateBill: BILLS,
  progressiveTaxBracket: [1, 3],
  remainingTime: DURATIONS,
  cleaningCycle: DURATIONS,
  keepWarmTime: DURATIONS,
  usageTime: DURATIONS,
  asleepDuration: DURATIONS,
  awakeDuration: DURATIONS,
  openTimestamp: MOMENTS,
  closeTimestamp: MOMENTS,
  detectedTime: MOMENTS,
  startTimestampList: [MOMENTS, '2026-11-20T10:00:00Z', [], ['2026-11-20T10:00:00Z', 'yesterday']],
  detectionCount: ['3회', 3],
  phase: ['헹굼', 2],
  powerState: ['켜짐', 1],
  states: [
    [
      { name: '전원', value: 'on' },
      { name: '온도', value: 22.5, unit: 'celsius' },
    ],
    { name: '습도', value: 40, unit: 'percentage' },
    [{ name: 'x', value: 1, unit: 'lux' }, { value: 'nameless' }],
    [],
  ],
  expendableInfo: [
    [{ name: '필터', remainingTime: 86_400, usage: { name: '사용량', value: 30, unit: 'percentage' } }],
    { name: 'フィルター', remainingTime: 'P30D' },
    [{ name: 'x', remainingTime: 'soon', usage: { value: 1 } }],
  ],
  sittingState: [true, false],
  recentlySittingPeriod: [{ start: '2026-11-20T09:00:00Z', end: '2026-11-20 19:00:00' }],
  rightPostureRatio: NUMBERS,
  sleepScore: NUMBERS,
  healthScore: NUMBERS,
  bmi: NUMBERS,
  weight: NUMBERS,
  bodyFatPercentage: NUMBERS,
  musclePercentage: NUMBERS,
  notice: TEXTS,
  package: TEXTS,
  vehicleLocationList: [
    [{ name: '12가 3456', value: 'B2 14' }],
    { name: 1, value: 2 },
    [{ name: 'x' }, { name: 'a', value: 'b' }],
  ],
}
