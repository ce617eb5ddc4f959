/** What a virtual appliance knows of itself when it is switched on: plausible values within its own limits. */
import type { Appliance, PropertyBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import { APPLIANCE_TYPES } from '../../protocol/applianceTypes.ts'
import { type PropertyName, propertySpec, type Values } from '../../protocol/properties.ts'

/** A Korean evening in autumn. Numbers are moved into an appliance's own limits. */
const SAMPLES: Partial<Record<PropertyName, Json>> = {
  power: 'on',
  brightness: 60,
  color: { hue: 30, saturation: 40, brightness: 60 },
  colorTemperature: 4000,
  fanSpeed: 2,
  targetTemperature: 23,
  freezerTargetTemperature: -18,
  fridgeTargetTemperature: 4,
  coldwaterTargetTemperature: 6,
  hotwaterTargetTemperature: 55,
  volume: 12,
  intensityLevel: 2,
  channel: 9,
  subChannel: 1,
  channelName: 'KBS1',
  inputSource: 'HDMI1',
  lockState: 'LOCKED',
  openState: 'CLOSED',
  muted: false,
  recording: false,
  oscillation: 'off',
  currentTemperature: 22.5,
  humidity: 46,
  airQuality: 'good',
  fineDust: { value: 24, index: 'good' },
  ultraFineDust: { value: 11, index: 'good' },
  batteryInfo: 87,
  consumption: 320,
  estimateConsumption: 9400,
  currentBill: 41_200,
  estimateBill: 58_900,
  progressiveTaxBracket: 2,
  remainingTime: 'PT38M',
  cleaningCycle: 'PT240H',
  keepWarmTime: 'PT2H30M',
  usageTime: 'PT1H20M',
  asleepDuration: 'PT7H10M',
  awakeDuration: 'PT25M',
  detectionCount: '3',
  phase: 'standby',
  powerState: 'normal',
  expendableInfo: [{ name: 'filter', usage: { name: 'filter', value: 34, unit: 'percentage' } }],
  sittingState: true,
  rightPostureRatio: 72,
  sleepScore: 81,
  healthScore: 77,
  bmi: 22.1,
  weight: 64.5,
  bodyFatPercentage: 19.8,
  musclePercentage: 41.2,
  notice: ['11월 23일 10시 소독'],
  package: ['경비실에 택배 1개'],
  vehicleLocationList: [{ name: '12가 3456', value: '지하 2층 B12' }],
}

/** Properties that are moments, and how long ago theirs was, in hours. */
const HOURS_AGO: Partial<Record<PropertyName, number>> = {
  openTimestamp: 3,
  closeTimestamp: 2,
  detectedTime: 1,
  startTimestampList: 9,
}

/**
 * The values of an appliance's own properties; those nothing plausible is known of are left out.
 * @param hoursAgo prints the moment that many hours before now
 */
export function sampleValues(appliance: Appliance, hoursAgo: (count: number) => string): Values {
  const values: Partial<Record<PropertyName, Json>> = {}
  for (const [name, binding] of appliance.properties) {
    const ago = HOURS_AGO[name]
    const value = ago === undefined ? sampleOf(appliance, name, binding) : hoursAgo(ago)
    if (value !== undefined) values[name] = value
  }
  return values
}

function sampleOf(appliance: Appliance, name: PropertyName, { limits }: PropertyBinding): Json | undefined {
  const sample = SAMPLES[name]
  if (limits.values !== undefined) {
    return sample !== undefined && limits.values.includes(sample as string) ? sample : limits.values[0]
  }
  if (name === 'mode') return APPLIANCE_TYPES[appliance.type].modes.KR[0] ?? APPLIANCE_TYPES[appliance.type].modes.JP[0]
  if (typeof sample !== 'number') return sample
  return Math.min(limits.max ?? propertySpec(name).max ?? sample, Math.max(limits.min ?? sample, sample))
}

/** A value other than the one asked for, for an appliance that does as it likes. */
export function otherThan(
  name: PropertyName,
  { limits }: PropertyBinding,
  asked: Json,
  before: Json | undefined,
): Json {
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(asked)) return before
  const values = limits.values ?? propertySpec(name).values
  const min = limits.min ?? propertySpec(name).min ?? 0
  if (values !== undefined) return values.find(value => value !== asked) ?? asked
  if (typeof asked === 'number') return asked === min ? asked + 1 : min
  return typeof asked === 'boolean' ? !asked : asked
}
