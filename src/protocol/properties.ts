/** The properties of appliances: their shape on the wire, their unit and the limits the guides set for everybody. */
import type { Json } from '../kernel/json.ts'
import type { Text } from '../kernel/text.ts'
import { SHAPES, type ShapeName, type WriteContext } from './shapes.ts'

export interface PropertySpec {
  readonly shape: ShapeName
  readonly kind: 'number' | 'text' | 'boolean' | 'structure'
  readonly min?: number
  readonly max?: number
  /** Decimal places on the wire: 0 for integers. */
  readonly decimals?: number
  /** The only values there are. */
  readonly values?: readonly (string | number)[]
  /** A value above zero never rounds to zero: a lamp at 0.4 % is on. */
  readonly neverRoundsToZero?: true
  /** Spoken name, for properties that GetDeviceState may list. */
  readonly label?: Text
  readonly stateUnit?: 'celsius' | 'percentage'
}

const number = (limits: Partial<PropertySpec> = {}): PropertySpec => ({ shape: 'number', kind: 'number', ...limits })
const text = (limits: Partial<PropertySpec> = {}): PropertySpec => ({ shape: 'text', kind: 'text', ...limits })
const structure = (shape: ShapeName): PropertySpec => ({ shape, kind: 'structure' })

const PERCENT = { min: 0, max: 100 }
const TEMPERATURE = { decimals: 1, stateUnit: 'celsius' as const }
const label = (ko: string, ja: string, en: string): { label: Text } => ({ label: { ko, ja, en } })
const word = (...values: readonly string[]): PropertySpec => ({ shape: 'word', kind: 'text', values })
const duration: PropertySpec = { shape: 'duration', kind: 'structure' }
const timestamp: PropertySpec = { shape: 'timestamp', kind: 'text' }

/** Names are the guides' field names; where two fields clash or the field is a mere wrapper, the object's name. */
export const PROPERTIES = {
  power: { ...word('on', 'off'), ...label('전원', '電源', 'Power') },
  brightness: number({
    ...PERCENT,
    decimals: 0,
    neverRoundsToZero: true,
    stateUnit: 'percentage',
    ...label('밝기', '明るさ', 'Brightness'),
  }),
  color: structure('color'),
  colorTemperature: number({ min: 0, decimals: 0, ...label('색온도', '色温度', 'Colour temperature') }),
  fanSpeed: number({ values: [1, 2, 3], decimals: 0, ...label('풍량', '風量', 'Fan speed') }),
  targetTemperature: number({ ...TEMPERATURE, ...label('설정 온도', '設定温度', 'Target temperature') }),
  freezerTargetTemperature: number({
    ...TEMPERATURE,
    ...label('냉동실 설정 온도', '冷凍室の設定温度', 'Freezer target'),
  }),
  fridgeTargetTemperature: number({
    ...TEMPERATURE,
    ...label('냉장실 설정 온도', '冷蔵室の設定温度', 'Fridge target'),
  }),
  coldwaterTargetTemperature: number({
    ...TEMPERATURE,
    ...label('냉수 설정 온도', '冷水の設定温度', 'Cold-water target'),
  }),
  hotwaterTargetTemperature: number({
    ...TEMPERATURE,
    ...label('온수 설정 온도', '温水の設定温度', 'Hot-water target'),
  }),
  mode: text(label('모드', 'モード', 'Mode')),
  volume: number({ min: 0, decimals: 0, ...label('볼륨', '音量', 'Volume') }),
  intensityLevel: number({ ...label('세기', '強さ', 'Intensity') }),
  channel: number({ min: 0, ...label('채널', 'チャンネル', 'Channel') }),
  subChannel: number({ min: 0 }),
  channelName: text(),
  inputSource: text(),
  lockState: { ...word('LOCKED', 'UNLOCKED'), ...label('잠금', '施錠', 'Lock') },
  openState: { ...word('OPENED', 'CLOSED'), ...label('열림', '開閉', 'Opening') },
  muted: { shape: 'flag', kind: 'boolean' },
  recording: { shape: 'flag', kind: 'boolean' },
  oscillation: word('off', 'on', 'horizontal', 'vertical'),
  currentTemperature: number({ ...TEMPERATURE, ...label('현재 온도', '現在の温度', 'Temperature') }),
  humidity: number({ ...PERCENT, stateUnit: 'percentage', ...label('습도', '湿度', 'Humidity') }),
  airQuality: { shape: 'index', kind: 'text', values: ['good', 'normal', 'bad', 'verybad'] },
  fineDust: structure('fineDust'),
  ultraFineDust: structure('ultraFineDust'),
  batteryInfo: number({
    ...PERCENT,
    decimals: 0,
    stateUnit: 'percentage',
    ...label('배터리', 'バッテリー', 'Battery'),
  }),
  consumption: structure('consumption'),
  estimateConsumption: structure('consumption'),
  currentBill: structure('bill'),
  estimateBill: structure('bill'),
  progressiveTaxBracket: number(),
  remainingTime: duration,
  cleaningCycle: duration,
  keepWarmTime: duration,
  usageTime: duration,
  asleepDuration: duration,
  awakeDuration: duration,
  openTimestamp: timestamp,
  closeTimestamp: timestamp,
  detectedTime: timestamp,
  startTimestampList: structure('timestamps'),
  detectionCount: text(),
  phase: text(label('진행 단계', '運転段階', 'Phase')),
  powerState: text(),
  states: structure('states'),
  expendableInfo: structure('expendables'),
  sittingState: { shape: 'truth', kind: 'boolean' },
  recentlySittingPeriod: structure('period'),
  rightPostureRatio: number(),
  sleepScore: number(),
  healthScore: number(),
  bmi: number(),
  weight: number(),
  bodyFatPercentage: number(),
  musclePercentage: number(),
  notice: structure('texts'),
  package: structure('texts'),
  vehicleLocationList: structure('places'),
} as const satisfies Record<string, PropertySpec>

export type PropertyName = keyof typeof PROPERTIES

export const isProperty = (name: string): name is PropertyName => Object.hasOwn(PROPERTIES, name)

export const propertySpec = (name: PropertyName): PropertySpec => PROPERTIES[name]

/** Values of an appliance by property, in our own units (those of the guides' objects). */
export type Values = Partial<Readonly<Record<PropertyName, Json>>>

/** Adding 0 makes the -0 that small negative numbers round to an ordinary 0. */
const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals)) + 0

/**
 * A value as the guides allow it: numbers rounded to the object's decimals and within its limits, words of its list.
 * @returns undefined when the value is none of this property; it is then unknown, never clamped into something untrue
 */
export function normalize(name: PropertyName, value: Json): Json | undefined {
  const spec = propertySpec(name)
  if (spec.kind === 'structure') return value
  if (spec.kind === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (spec.values?.includes(value as string | number)) return value
  if (spec.values !== undefined) return undefined
  if (spec.kind === 'text')
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
  return typeof value === 'number' && Number.isFinite(value) ? normalizeNumber(spec, value) : undefined
}

function normalizeNumber(spec: PropertySpec, value: number): number | undefined {
  const near = spec.decimals === undefined ? value : rounded(value, spec.decimals)
  const kept = spec.neverRoundsToZero && value > 0 && near === 0 ? 1 : near
  const inside = kept >= (spec.min ?? -Infinity) && kept <= (spec.max ?? Infinity)
  return inside ? kept : undefined
}

/** The value on the wire, or undefined when it cannot be said. */
export function writeProperty(name: PropertyName, value: Json, context: WriteContext): Json | undefined {
  const normal = normalize(name, value)
  return normal === undefined ? undefined : SHAPES[propertySpec(name).shape].write(normal, context)
}
