/** Speed of a Homie node: three speeds of the guides from words or steps, and off where a speed says so. */
import type { PropertyBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import { namedSpeeds, speedOfStep, speedsOf, stepOfSpeed } from '../common/speeds.ts'
import { composed, property } from '../property.ts'
import type { HomieProperty } from './description.ts'
import { wordsOf } from './roles.ts'
import type { Sender, Station } from './station.ts'
import { rangeOf, textStates } from './values.ts'

/** What a speed is called, both ways. */
interface Speeds {
  readonly values: readonly number[]
  /** 0 stands still; undefined where the word is none. */
  readonly read: (text: string) => number | undefined
  readonly word: (speed: number) => string | number | undefined
}

/** Bindings of a node with a speed; power from it only where there is no switch. */
export function fanParts(station: Station, power: PropertyBinding | undefined): readonly PropertyBinding[] {
  const own = station.find('fanSpeed')
  const sender = own && station.sender(own)
  const speeds = own && (own.datatype === 'enum' ? namedOf(own) : countedOf(own))
  if (own === undefined || sender === undefined || speeds === undefined) return []
  const speed = property('fanSpeed', {
    limits: { values: speeds.values },
    states: textStates(station.topic(own), text => {
      const read = speeds.read(text)
      return read === 0 ? undefined : read
    }),
    command: composed([sender.topic], value => told(sender, speeds, value)),
  })
  if (power !== undefined || speeds.word(0) === undefined) return [speed]
  return [
    speed,
    property('power', {
      states: textStates(station.topic(own), text => {
        const read = speeds.read(text)
        return read === undefined ? undefined : read === 0 ? 'off' : 'on'
      }),
      command: composed([sender.topic], (value, known) =>
        told(sender, speeds, value === 'on' ? (known('fanSpeed') ?? speeds.values[0] ?? 0) : 0),
      ),
    }),
  ]
}

const told = (sender: Sender, speeds: Speeds, value: Json) => {
  const word = typeof value === 'number' ? speeds.word(value) : undefined
  return [word === undefined ? undefined : sender.message(word)]
}

function namedOf({ format }: HomieProperty): Speeds | undefined {
  const words = wordsOf(format)
  const named = namedSpeeds(words)
  const off = words.find(word => /^(?:off|0)$/i.test(word))
  if (named.size === 0) return undefined
  return {
    values: [...named.keys()],
    read: text => (text === off ? 0 : [...named].find(([, word]) => word === text)?.[0]),
    word: speed => (speed === 0 ? off : named.get(speed)),
  }
}

/** Steps are counted from the first above 0, which is standing still. */
function countedOf({ format }: HomieProperty): Speeds | undefined {
  const { min, max } = rangeOf(format, { min: 0, max: 100 })
  const least = Math.max(1, Math.ceil(min))
  const steps = Math.floor(max) - least + 1
  if (steps < 2) return undefined
  const last = least + steps - 1
  return {
    values: speedsOf(steps),
    read(text) {
      const raw = /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : undefined
      if (raw === undefined || raw > last) return undefined
      return raw < least ? (raw === 0 ? 0 : undefined) : speedOfStep(raw - least + 1, steps)
    },
    word(speed) {
      if (speed === 0) return min <= 0 ? 0 : undefined
      const step = stepOfSpeed(speed, steps)
      return step === undefined ? undefined : step + least - 1
    },
  }
}
