/** Curtains, blinds and gates. A position of 0 is closed, whichever way round the motor is mounted (`invert_cover`). */
import type { ActionBinding } from '../../../home/appliance.ts'
import { type Json, type JsonObject, member } from '../../../kernel/json.ts'
import { PLAIN_ACTIONS } from '../../../protocol/plainActions.ts'
import { property } from '../../property.ts'
import { type Feature, featureOf } from '../feature.ts'
import type { Mapper } from './mapper.ts'

export const mapCover: Mapper = (expose, line) => {
  const state = featureOf(expose, 'state')
  const position = featureOf(expose, 'position')
  const isTold = state?.isTold === true || position?.isTold === true
  const said = [...(position?.isGettable === true ? [position] : []), ...(state?.isGettable === true ? [state] : [])]
  const command =
    state?.isSettable === true
      ? line.commanded(state, value => ({ [state.property]: value === 'OPENED' ? 'OPEN' : 'CLOSE' }))
      : line.commanded(position, value => position && { [position.property]: value === 'OPENED' ? 100 : 0 })
  const stop =
    state?.isSettable === true && state.words.includes('STOP') ? line.message({ [state.property]: 'STOP' }) : undefined
  return {
    properties: [
      property('openState', {
        states: isTold ? line.toldBy(document => openState(document, position, state)) : [],
        ...command,
        ...line.asked(said[0]),
        slow: true,
      }),
    ],
    actions: new Map<string, ActionBinding>(stop === undefined ? [] : [[PLAIN_ACTIONS.stop, { messages: [stop] }]]),
  }
}

/** The position where it is known: the word of many a motor is only the last that it was told. */
function openState(document: JsonObject, position: Feature | undefined, state: Feature | undefined): Json | undefined {
  const at = position === undefined ? undefined : member(document, position.property)
  if (typeof at === 'number') return at < 1 ? 'CLOSED' : 'OPENED'
  const word = state === undefined ? undefined : member(document, state.property)
  if (word === 'OPEN') return 'OPENED'
  if (word === 'CLOSE') return 'CLOSED'
  return at === null || word === null ? null : undefined
}
