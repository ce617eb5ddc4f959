/** `fan`: three speeds of the guides from however many steps there are, swinging, and presets. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { namedSpeeds, speedOfStep, speedsOf, stepOfSpeed } from '../../common/speeds.ts'
import { composed, property } from '../../property.ts'
import type { Bound, Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, senderOf, signalOf, wordState } from '../signal.ts'
import { modeProperty } from './modes.ts'
import { switchedPower } from './switchedPower.ts'

export const fanComponent: Component = entry => {
  return {
    properties: [
      switchedPower(entry),
      speeds(entry) ?? retiredSpeeds(entry),
      oscillation(entry),
      modeProperty(entry, 'preset_mode', 'preset_modes', 'preset_mode_value_template'),
    ],
  } satisfies Bound
}

function speeds(entry: Entry): PropertyBinding | undefined {
  const sender = senderOf(entry, 'percentage_command_topic', 'percentage_command_template')
  if (sender === undefined) return undefined
  const min = entry.number('speed_range_min') ?? 1
  const steps = (entry.number('speed_range_max') ?? 100) - min + 1
  const values = steps >= 2 ? speedsOf(steps) : []
  if (values.length === 0) return undefined
  const signal = signalOf(entry, 'percentage_state_topic', 'percentage_value_template', 'value_template')
  return property('fanSpeed', {
    limits: { values },
    states: numberState(signal, raw => (raw < min ? undefined : speedOfStep(raw - min + 1, steps))),
    command: composed([sender.topic], value => {
      const step = typeof value === 'number' ? stepOfSpeed(value, steps) : undefined
      return [step === undefined ? undefined : sender.message(step + min - 1)]
    }),
  })
}

function retiredSpeeds(entry: Entry): PropertyBinding | undefined {
  const named = namedSpeeds(entry.list('speeds') ?? [])
  const sender = senderOf(entry, 'speed_command_topic')
  if (sender === undefined || named.size === 0) return undefined
  return property('fanSpeed', {
    limits: { values: [...named.keys()] },
    states: wordState(
      signalOf(entry, 'speed_state_topic', 'speed_value_template', 'value_template'),
      [...named].map(([speed, word]) => [word, speed] as const),
    ),
    command: composed([sender.topic], value => {
      const word = named.get(Number(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
}

function oscillation(entry: Entry): PropertyBinding | undefined {
  const sender = senderOf(entry, 'oscillation_command_topic', 'oscillation_command_template')
  if (sender === undefined) return undefined
  const on = entry.payload('payload_oscillation_on', 'oscillate_on')
  const off = entry.payload('payload_oscillation_off', 'oscillate_off')
  return property('oscillation', {
    limits: { values: ['off', 'on'] },
    states: wordState(signalOf(entry, 'oscillation_state_topic', 'oscillation_value_template'), [
      [on, 'on'],
      [off, 'off'],
    ]),
    command: composed([sender.topic], value => [sender.message(value === 'off' ? off : on)]),
  })
}
