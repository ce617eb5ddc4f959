/** Discovery documents of made-up appliances, in the forms that publishers document: what a Zigbee bridge with many devices announces. */

export interface MadeDocument {
  readonly topic: string
  readonly payload: string
}

type Keys = Readonly<Record<string, unknown>>

/** Kinds of appliances in turn, with the keys of their documents. */
const KINDS: readonly (readonly [component: string, keys: (state: string) => Keys])[] = [
  ['light', state => ({ schema: 'json', brightness: true, brightness_scale: 254, command_topic: `${state}/set` })],
  ['switch', state => ({ command_topic: `${state}/set`, value_template: '{{ value_json.state }}' })],
  [
    'cover',
    state => ({
      command_topic: `${state}/set`,
      position_topic: state,
      position_template: '{{ value_json.position }}',
      set_position_topic: `${state}/set`,
      set_position_template: '{"position": {{ position }} }',
    }),
  ],
  [
    'climate',
    state => ({
      modes: ['off', 'heat'],
      mode_command_topic: `${state}/set/mode`,
      mode_state_topic: state,
      mode_state_template: '{{ value_json.mode }}',
      temperature_command_topic: `${state}/set/target`,
      temperature_state_topic: state,
      temperature_state_template: '{{ value_json.target }}',
      current_temperature_topic: state,
      current_temperature_template: '{{ value_json.temperature }}',
      min_temp: '5',
      max_temp: '30',
    }),
  ],
]

const ORIGIN = { name: 'bench2mqtt', sw: '1.0.0', url: 'https://bench2mqtt.example/guide/usage/integrations.html' }

/** All documents of an appliance: what it is, and three that say what nobody speaks to, of the dozen that real ones have. */
export function documentsOf(at: number): readonly MadeDocument[] {
  const address = `0x00158d${at.toString(16).padStart(10, '0')}`
  const state = `bench2mqtt/${address}`
  const [component, keys] = KINDS[at % KINDS.length] ?? ['light', () => ({})]
  const common = {
    availability: [
      { topic: 'bench2mqtt/bridge/state', value_template: '{{ value_json.state }}' },
      { topic: `${state}/availability`, value_template: '{{ value_json.state }}' },
    ],
    availability_mode: 'all',
    device: {
      identifiers: [`bench2mqtt_${address}`],
      manufacturer: 'Bench',
      model: 'A device with a name as long as those of real ones',
      model_id: `B-${at}`,
      name: `Appliance ${at}`,
      sw_version: '1.0.0',
      via_device: 'bench2mqtt_bridge',
    },
    origin: ORIGIN,
    state_topic: state,
  }
  const document = (of: string, object: string, more: Keys): MadeDocument => ({
    topic: `homeassistant/${of}/${address}/${object}/config`,
    payload: JSON.stringify({
      ...common,
      object_id: `${address}_${object}`,
      unique_id: `${address}_${object}`,
      ...more,
    }),
  })
  const read = (name: string): Keys => ({ value_template: `{{ value_json.${name} }}`, entity_category: 'diagnostic' })
  return [
    document(component, component, { name: null, ...keys(state) }),
    document('sensor', 'linkquality', { name: 'Linkquality', unit_of_measurement: 'lqi', ...read('linkquality') }),
    document('sensor', 'last_seen', { name: 'Last seen', device_class: 'timestamp', ...read('last_seen') }),
    document('update', 'update', {
      name: null,
      device_class: 'firmware',
      latest_version_topic: state,
      ...read('update'),
    }),
  ]
}

/** One document of a storm, padded to its size. */
export function stormDocument(at: number, bytes: number, edition = 0): MadeDocument {
  const [first] = documentsOf(at)
  const { topic = '', payload = '{}' } = first ?? {}
  const padding = 'x'.repeat(Math.max(0, bytes - payload.length - 24))
  return { topic, payload: JSON.stringify({ ...(JSON.parse(payload) as object), edition, padding }) }
}
