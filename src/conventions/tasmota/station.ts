/** One Tasmota device on its way to entities: where it says what, what it is asked, and what it may be told. */
import type { AvailabilityBinding, CommandMessage, Question, StateBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import type { ReadingTools } from '../convention.ts'
import { type Note, note } from '../note.ts'
import { plainReader } from '../property.ts'
import type { TasmotaConfig } from './config.ts'
import type { TasmotaTopics } from './topics.ts'

export interface Station {
  readonly config: TasmotaConfig
  /** Reads what it says of its outputs: periodic `STATE`, and the answers to these commands. */
  readonly state: (
    commands: readonly string[],
    read: (said: Json | undefined) => Json | undefined,
  ) => readonly StateBinding[]
  /** Reads what it measures: periodic `SENSOR`, its status, and the answers to these commands. */
  readonly sensor: (
    commands: readonly string[],
    read: (said: Json | undefined) => Json | undefined,
  ) => readonly StateBinding[]
  /** Where a command goes; undefined, with a note, where nobody may make us publish. */
  readonly command: (name: string) => ((payload: string) => CommandMessage) | undefined
  /** Makes it tell its outputs; it keeps none of them at the broker. */
  readonly askState: Question | undefined
  readonly askSensors: Question | undefined
  readonly availability: readonly AvailabilityBinding[]
  readonly notes: Note[]
}

/** What is sent to a command that only asks. */
const NOTHING = ''

/** `STATUS 10` is what the sensors say, in every version since 5. */
const SENSORS = '10'

export function openStation(
  config: TasmotaConfig,
  { command, stat, tele }: TasmotaTopics,
  tools: ReadingTools,
): Station {
  const notes: Note[] = []
  const mayAsk = !config.sleeps && tools.mayPublish(`${command}STATE`) && tools.mayPublish(`${command}STATUS`)
  const at = (topic: string, read: (said: Json | undefined) => Json | undefined): StateBinding => ({
    topic,
    read: plainReader({ via: payload => read(payload.json()) }),
  })
  const answers = (commands: readonly string[], read: (said: Json | undefined) => Json | undefined) => {
    const names = config.options.answersByCommand ? [...new Set(commands.map(one => one.toUpperCase()))] : ['RESULT']
    return names.map(name => at(`${stat}${name}`, read))
  }
  return {
    config,
    state: (commands, read) => [at(`${tele}STATE`, read), ...answers([...commands, 'STATE'], read)],
    sensor: (commands, read) => [
      at(`${tele}SENSOR`, read),
      ...['8', SENSORS].map(number => at(`${stat}STATUS${number}`, said => read(member(said, 'StatusSNS')))),
      ...(commands.length === 0 ? [] : answers(commands, read)),
    ],
    command(name) {
      const topic = `${command}${name}`
      if (tools.mayPublish(topic)) return payload => ({ topic, payload })
      if (!notes.some(one => one.of === name)) notes.push(note('topic-refused', name, topic))
      return undefined
    },
    askState: mayAsk ? { topic: `${command}STATE`, payload: NOTHING } : undefined,
    askSensors: mayAsk ? { topic: `${command}STATUS`, payload: SENSORS } : undefined,
    // One that sleeps leaves its last will behind each time.
    availability: config.sleeps ? [] : [{ topic: `${tele}LWT`, online: [config.online], offline: [config.offline] }],
    notes,
  }
}
