import type { Edition } from './edition.ts'

/** One appliance type of the guides: the actions and operation modes each edition lists for it. */
export interface ApplianceType {
  readonly editions: readonly Edition[]
  readonly actions: Readonly<Record<Edition, readonly string[]>>
  readonly modes: Readonly<Record<Edition, readonly string[]>>
}

interface Words {
  /** Action or mode names of both editions, then those of one only; separated by spaces. */
  readonly both?: string
  readonly KR?: string
  readonly JP?: string
}

const words = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split(' '))

const merged = (list: Words): Record<Edition, readonly string[]> => ({
  KR: [...words(list.both), ...words(list.KR)].sort(),
  JP: [...words(list.both), ...words(list.JP)].sort(),
})

const type = (editions: 'both' | Edition, actions: Words, modes: Words = {}): ApplianceType => ({
  editions: editions === 'both' ? ['KR', 'JP'] : [editions],
  actions: merged(actions),
  modes: merged(modes),
})

/**
 * Appliance types with their actions and modes per edition (both guides, tables of appliance types and of operation modes).
 * Discovery offers only what stands here; CLOVA refuses the rest itself.
 */
export const APPLIANCE_TYPES = {
  AIRCONDITIONER: type(
    'both',
    {
      both: 'DecrementFanSpeed DecrementTargetTemperature GetCurrentTemperature GetDeviceState GetTargetTemperature HealthCheck IncrementFanSpeed IncrementTargetTemperature SetFanSpeed SetMode SetTargetTemperature TurnOff TurnOn',
      KR: 'ChangeFanSpeed ChangeMode ChangePower StartOscillation StopOscillation',
      JP: 'ReleaseMode',
    },
    { both: 'auto cool dehumidify heat sleep', KR: 'fan powercool powersaving', JP: 'away blower indoor wakeup' },
  ),
  AIRPURIFIER: type(
    'both',
    {
      both: 'DecrementFanSpeed GetAirQuality GetDeviceState GetHumidity HealthCheck IncrementFanSpeed ReleaseMode SetFanSpeed SetMode TurnOff TurnOn',
      KR: 'ChangeFanSpeed ChangeMode ChangePower GetCurrentTemperature GetFineDust GetUltraFineDust',
    },
    { both: 'auto sleep', KR: 'autohumidify infant roomcare yellowsand', JP: 'dehumidify humidify removepollen' },
  ),
  AIRSENSOR: type('both', {
    both: 'GetAirQuality GetCurrentTemperature GetFineDust GetHumidity GetUltraFineDust HealthCheck',
    KR: 'GetDeviceState',
  }),
  BIDET: type('both', { both: 'Close GetDeviceState GetExpendableState HealthCheck Open TurnOff TurnOn' }),
  BODYWEIGHTSCALE: type('both', {
    both: 'GetDeviceState HealthCheck',
    KR: 'GetBMI GetBatteryInfo GetBodyFat GetHealthScore GetMuscle GetWeight',
  }),
  BUILDING_ELECTRIC_METER: type('KR', { KR: 'GetConsumption' }),
  BUILDING_ELEVATOR_CALLER: type('KR', { KR: 'CallElevator' }),
  BUILDING_GAS_METER: type('KR', { KR: 'GetConsumption' }),
  BUILDING_HEATING_METER: type('KR', { KR: 'GetConsumption' }),
  BUILDING_HOTWATER_METER: type('KR', { KR: 'GetConsumption' }),
  BUILDING_NOTICE_MONITOR: type('KR', { KR: 'GetNotice' }),
  BUILDING_PACKAGE: type('KR', { KR: 'GetPackage' }),
  BUILDING_PARKING_MONITOR: type('KR', { KR: 'GetVehicleLocation' }),
  BUILDING_UTILITY_BILL_MONITOR: type('KR', { KR: 'GetCurrentBill' }),
  BUILDING_WATER_METER: type('KR', { KR: 'GetConsumption' }),
  CLOTHESCAREMACHINE: type('both', {
    both: 'GetRemainingTime HealthCheck TurnOff TurnOn',
    KR: 'GetDeviceState GetPhase',
  }),
  CLOTHESDRYER: type('both', { both: 'GetDeviceState HealthCheck TurnOff TurnOn', KR: 'GetPhase GetRemainingTime' }),
  CLOTHESWASHER: type('both', { both: 'GetDeviceState GetPhase GetRemainingTime HealthCheck TurnOff TurnOn' }),
  DEHUMIDIFIER: type('both', {
    both: 'GetCurrentTemperature GetDeviceState GetHumidity HealthCheck SetFanSpeed TurnOff TurnOn',
  }),
  DISHWASHER: type('both', { both: 'GetPhase GetRemainingTime HealthCheck TurnOff TurnOn', KR: 'GetDeviceState' }),
  ELECTRICKETTLE: type('both', { both: 'GetCurrentTemperature HealthCheck TurnOff TurnOn', KR: 'GetDeviceState' }),
  ELECTRICTOOTHBRUSH: type('both', { both: 'GetDeviceState HealthCheck' }),
  FAN: type(
    'both',
    {
      both: 'DecrementFanSpeed HealthCheck IncrementFanSpeed SetFanSpeed SetMode TurnOff TurnOn',
      KR: 'GetDeviceState StartOscillation StopOscillation',
      JP: 'ReleaseMode',
    },
    { both: 'auto baby sleep' },
  ),
  HEATER: type('both', {
    both: 'DecrementTargetTemperature GetCurrentTemperature GetDeviceState GetTargetTemperature HealthCheck IncrementTargetTemperature SetTargetTemperature TurnOff TurnOn',
  }),
  HOMECAM: type(
    'KR',
    { KR: 'GetDetectionCount HealthCheck ReleaseMode SetMode StartRecording StopRecording TurnOff TurnOn' },
    { KR: 'privacy sensing' },
  ),
  HUMIDIFIER: type(
    'both',
    {
      both: 'GetCurrentTemperature GetDeviceState GetHumidity HealthCheck SetFanSpeed TurnOff TurnOn',
      KR: 'ReleaseMode SetMode',
    },
    { KR: 'light' },
  ),
  KIMCHIREFRIGERATOR: type('KR', { KR: 'GetDeviceState HealthCheck' }),
  LIGHT: type(
    'both',
    {
      both: 'DecrementBrightness HealthCheck IncrementBrightness SetBrightness SetColor SetColorTemperature SetMode TurnOff TurnOn',
      KR: 'DecrementVolume GetDeviceState IncrementVolume ReleaseMode',
    },
    { both: 'concentration reading rest sleep vitality wakeup', KR: 'movie music' },
  ),
  MASSAGECHAIR: type('both', {
    both: 'DecrementIntensityLevel HealthCheck IncrementIntensityLevel TurnOff TurnOn',
    KR: 'GetDeviceState',
  }),
  MICROWAVE: type('both', { both: 'GetRemainingTime HealthCheck TurnOff TurnOn', KR: 'GetDeviceState' }),
  MOTIONSENSOR: type(
    'both',
    { both: 'GetDeviceState HealthCheck', KR: 'GetDetectedTime GetPowerState ReleaseMode SetMode TurnOff TurnOn' },
    { KR: 'siren' },
  ),
  OPENCLOSESENSOR: type('both', { both: 'GetCloseTime GetDeviceState GetOpenState GetOpenTime HealthCheck' }),
  OVEN: type('both', { both: 'GetDeviceState HealthCheck', KR: 'GetRemainingTime Preheat' }),
  POWERSTRIP: type('both', {
    both: 'GetConsumption GetEstimateBill GetProgressiveTaxBracket HealthCheck TurnOff TurnOn',
    KR: 'GetDeviceState',
  }),
  PURIFIER: type(
    'both',
    {
      both: 'GetDeviceState GetExpendableState HealthCheck ReleaseMode SetMode SetTargetTemperature',
      KR: 'GetConsumption',
      JP: 'GetTargetTemperature',
    },
    { both: 'coldwater general hotwater smartchecking' },
  ),
  RANGE: type('both', { both: 'GetDeviceState HealthCheck' }),
  RANGEHOOD: type('both', { both: 'GetDeviceState HealthCheck TurnOff TurnOn' }),
  REFRIGERATOR: type(
    'both',
    {
      both: 'GetDeviceState HealthCheck SetMode',
      KR: 'ReleaseMode SetTargetTemperature',
      JP: 'SetFreezerTargetTemperature SetFridgeTargetTemperature',
    },
    { both: 'filter freeze powersaving' },
  ),
  RICECOOKER: type(
    'both',
    {
      both: 'GetCleaningCycle GetDeviceState GetExpendableState GetKeepWarmTime GetPhase GetRemainingTime HealthCheck ReleaseMode SetMode Stop TurnOff TurnOn',
    },
    { both: 'general keepwarm powersaving reheating' },
  ),
  ROBOTVACUUM: type('both', { both: 'Charge GetBatteryInfo GetDeviceState HealthCheck TurnOff TurnOn' }),
  SETTOPBOX: type('both', {
    both: 'ChangeInputSource DecrementChannel DecrementVolume HealthCheck IncrementChannel IncrementVolume Mute SetChannel SetChannelByName TurnOff TurnOn Unmute',
    KR: 'ChangePower GetDeviceState',
    JP: 'SetInputSourceByName StartRecording StopRecording',
  }),
  SLEEPINGMONITOR: type('both', {
    both: 'GetAsleepDuration GetAwakeDuration GetDeviceState GetSleepScore GetSleepStartTime HealthCheck TurnOff TurnOn',
  }),
  SMARTBED: type('both', { both: 'HealthCheck Lower Raise Stop', KR: 'GetDeviceState' }),
  SMARTCHAIR: type('both', {
    both: 'GetCurrentSittingState GetRightPostureRatio GetUsageTime HealthCheck',
    KR: 'GetDeviceState',
  }),
  SMARTCURTAIN: type('both', { both: 'Close GetDeviceState HealthCheck Open Stop', JP: 'GetOpenState' }),
  SMARTHUB: type(
    'both',
    { both: 'GetCurrentTemperature GetDeviceState GetHumidity GetTargetTemperature HealthCheck SetMode' },
    { both: 'away indoor sleep', KR: 'hotwater' },
  ),
  SMARTLOCK: type('both', { both: 'GetDeviceState GetLockState SetLockState', KR: 'HealthCheck' }),
  SMARTMETER: type('both', {
    both: 'GetConsumption GetCurrentBill GetDeviceState GetEstimateBill HealthCheck',
    KR: 'GetProgressiveTaxBracket',
  }),
  SMARTPLUG: type('both', { both: 'GetConsumption GetDeviceState GetEstimateBill HealthCheck TurnOff TurnOn' }),
  SMARTTV: type('both', {
    both: 'ChangeInputSource DecrementChannel DecrementVolume HealthCheck IncrementChannel IncrementVolume Mute SetChannel SetChannelByName TurnOff TurnOn Unmute',
    KR: 'ChangePower GetDeviceState',
    JP: 'SetInputSourceByName StartRecording StopRecording',
  }),
  SMARTVALVE: type('both', { both: 'GetLockState SetLockState', KR: 'GetDeviceState' }),
  SMOKESENSOR: type('both', { both: 'GetDeviceState HealthCheck' }),
  SWITCH: type('both', { both: 'HealthCheck TurnOff TurnOn', KR: 'GetDeviceState' }),
  THERMOSTAT: type(
    'both',
    {
      both: 'DecrementTargetTemperature GetCurrentTemperature GetTargetTemperature HealthCheck IncrementTargetTemperature SetMode SetTargetTemperature TurnOff TurnOn',
      KR: 'GetConsumption GetDeviceState GetEstimateConsumption',
    },
    { both: 'away indoor sleep', KR: 'hotwater' },
  ),
  VENTILATOR: type(
    'both',
    {
      both: 'GetDeviceState HealthCheck TurnOff TurnOn',
      KR: 'GetAirQuality GetCurrentTemperature GetHumidity GetTargetTemperature ReleaseMode SetFanSpeed SetMode',
    },
    { KR: 'auto dehumidify dry ventilating warmwind' },
  ),
  WATERBOILER: type(
    'both',
    { both: 'GetDeviceState HealthCheck SetMode TurnOff TurnOn', JP: 'ReleaseMode' },
    { both: 'hotwater reheating', JP: 'washing' },
  ),
  WINECELLAR: type('KR', { KR: 'GetDeviceState HealthCheck ReleaseMode SetMode SetTargetTemperature TurnOff TurnOn' }),
} as const satisfies Record<string, ApplianceType>

export type ApplianceTypeName = keyof typeof APPLIANCE_TYPES

export const isApplianceType = (name: string): name is ApplianceTypeName => Object.hasOwn(APPLIANCE_TYPES, name)
