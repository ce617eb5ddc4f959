/** Switches and locks: two words each. */
import { property } from '../../property.ts'
import { type Feature, featureOf } from '../feature.ts'
import type { Line } from '../line.ts'
import type { Mapped, Mapper } from './mapper.ts'

export const mapSwitch: Mapper = (expose, line) => switched(featureOf(expose, 'state'), line)

/** On and off by a feature of two words. */
export function switched(state: Feature | undefined, line: Line): Mapped {
  if (state === undefined) return { properties: [] }
  const [on, off] = [state.on ?? 'ON', state.off ?? 'OFF']
  return {
    properties: [
      property('power', {
        states: line.worded(state, [
          [on, 'on'],
          [off, 'off'],
        ]),
        ...line.commanded(state, value => ({ [state.property]: value === 'on' ? on : off })),
        ...line.asked(state),
      }),
    ],
  }
}

export const mapLock: Mapper = (expose, line) => {
  const state = featureOf(expose, 'state')
  if (state === undefined) return { properties: [] }
  const [locked, unlocked] = [state.on ?? 'LOCK', state.off ?? 'UNLOCK']
  return {
    properties: [
      property('lockState', {
        states: line.worded(state, [
          [locked, 'LOCKED'],
          [unlocked, 'UNLOCKED'],
        ]),
        ...line.commanded(state, value => ({ [state.property]: value === 'LOCKED' ? locked : unlocked })),
        ...line.asked(state),
        slow: true,
      }),
    ],
  }
}
