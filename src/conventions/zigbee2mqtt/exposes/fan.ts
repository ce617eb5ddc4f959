/** Fans: three speeds of the guides out of named modes, numbered ones, or a range. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { speedOfStep, speedsOf, stepOfSpeed } from '../../common/speeds.ts'
import { property } from '../../property.ts'
import { type Feature, featureOf, type Word } from '../feature.ts'
import type { Line } from '../line.ts'
import type { Mapper } from './mapper.ts'
import { modesOf } from './modes.ts'
import { switched } from './switch.ts'

/** Modes that are speeds, slowest first. */
const SPEED_WORDS = ['low', 'medium', 'high', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']

export const mapFan: Mapper = (expose, line) => {
  const mode = featureOf(expose, 'mode')
  const speed = featureOf(expose, 'speed')
  return {
    properties: [
      ...switched(featureOf(expose, 'state'), line).properties,
      mode === undefined ? ranged(speed, line) : named(mode, line),
      mode === undefined ? undefined : modesOf(mode, mode.words, line),
    ],
  }
}

function named(mode: Feature, line: Line): PropertyBinding | undefined {
  const steps = SPEED_WORDS.flatMap(word => mode.words.find(one => String(one) === word) ?? [])
  return stepped(steps.length, mode, line, {
    stepOf: raw => steps.indexOf(raw) + 1,
    wordOf: step => steps[step - 1],
  })
}

function ranged(speed: Feature | undefined, line: Line): PropertyBinding | undefined {
  if (speed === undefined) return undefined
  const min = speed.min ?? 1
  return stepped((speed.max ?? 100) - min + 1, speed, line, {
    stepOf: raw => (typeof raw === 'number' ? raw - min + 1 : 0),
    wordOf: step => step + min - 1,
  })
}

interface Steps {
  /** Steps count from 1; anything below is none. */
  readonly stepOf: (raw: Word) => number
  readonly wordOf: (step: number) => Word | undefined
}

function stepped(count: number, feature: Feature, line: Line, { stepOf, wordOf }: Steps): PropertyBinding | undefined {
  const values = count >= 2 ? speedsOf(count) : []
  if (values.length === 0) return undefined
  return property('fanSpeed', {
    limits: { values },
    states: line.told(feature, raw => {
      const step = typeof raw === 'object' ? 0 : stepOf(raw)
      return step >= 1 && step <= count ? speedOfStep(step, count) : undefined
    }),
    ...line.commanded(feature, value => {
      const step = typeof value === 'number' ? stepOfSpeed(value, count) : undefined
      const word = step === undefined ? undefined : wordOf(step)
      return word === undefined ? undefined : { [feature.property]: word }
    }),
    ...line.asked(feature),
  })
}
