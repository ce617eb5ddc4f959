/** Modes of documents: a list of foreign words, a topic on which one is told, and one to which it is sent. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { modeWords } from '../../common/modes.ts'
import { composed, property } from '../../property.ts'
import type { Entry } from '../entry.ts'
import { senderOf, signalOf, wordState } from '../signal.ts'

/** The mode of a list of foreign words: `<prefix>_command_topic`, `<prefix>_state_topic`. */
export function modeProperty(
  entry: Entry,
  prefix: string,
  listKey: string,
  ...templateKeys: readonly string[]
): PropertyBinding | undefined {
  const named = modeWords(entry.list(listKey) ?? [])
  const sender = senderOf(entry, `${prefix}_command_topic`, `${prefix}_command_template`)
  if (sender === undefined || named.size === 0) return undefined
  return property('mode', {
    limits: { values: [...named.keys()] },
    states: modeStates(entry, prefix, named, templateKeys),
    command: composed([sender.topic], value => {
      const word = named.get(String(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
}

/** Reads a mode: of the guide modes one word stands for, the chooser keeps those its type has (see choose/fit.ts). */
export const modeStates = (
  entry: Entry,
  prefix: string,
  named: ReadonlyMap<string, string>,
  templateKeys: readonly string[],
): PropertyBinding['states'] =>
  wordState(
    signalOf(entry, `${prefix}_state_topic`, ...templateKeys),
    [...named].map(([mode, word]) => [word, mode] as const),
  )
