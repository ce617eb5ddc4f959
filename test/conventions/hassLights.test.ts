/** Lights of discovery: how each schema is switched on, dimmed and coloured, as Home Assistant does it. */
import { describe, expect, test } from 'vitest'
import { hassConvention } from '../../src/conventions/hass/convention.ts'
import type { Json } from '../../src/kernel/json.ts'
import type { PropertyName, Values } from '../../src/protocol/properties.ts'
import { appliancesOf, entitiesOf, heard, lines, sent } from './support/madeOf.ts'

const convention = hassConvention('ha')

function lamp(document: object) {
  const [one] = appliancesOf(entitiesOf(convention, 'ha/light/x/config', { name: 'L', cmd_t: 'l', ...document }))
  if (one === undefined) throw new Error('no appliance was made')
  return one
}

const RED = { hue: 0, saturation: 100 }
const HALF = { ...RED, brightness: 50 }

type Row = readonly [
  name: string,
  document: object,
  property: PropertyName,
  value: Json,
  messages: string,
  known?: Values,
]

const BY_LEVEL = { bri_cmd_t: 'b', hs_cmd_t: 'hs', clr_temp_cmd_t: 'ct', on_cmd_type: 'brightness' }
const TEMPLATES = {
  schema: 'template',
  cmd_on_tpl:
    'on{% if brightness is defined %} b{{ brightness }}{% endif %}{% if red is defined %} {{ red }},{{ green }},{{ blue }} {{ hue }}/{{ sat }}{% endif %}',
  cmd_off_tpl: 'off',
  ...{ r_tpl: '{{ value_json.r }}', g_tpl: '{{ value_json.g }}', b_tpl: '{{ value_json.b }}' },
}
const JSON_LAMP = { schema: 'json' }

const ROWS: readonly Row[] = [
  // A word for "on" would make it as bright as it gets.
  ['woken by a level', BY_LEVEL, 'power', 'on', 'b 255'],
  ['woken as bright as it was', BY_LEVEL, 'power', 'on', 'b 102', { brightness: 40 }],
  ['woken after it said 0', BY_LEVEL, 'power', 'on', 'b 255', { brightness: 0 }],
  ['put out by a word', BY_LEVEL, 'power', 'off', 'l OFF'],
  ['dimmed by a level alone', BY_LEVEL, 'brightness', 30, 'b 77'],
  ['dimmed to nothing', BY_LEVEL, 'brightness', 0, 'l OFF'],
  ['coloured, then woken', BY_LEVEL, 'color', RED, 'hs 0,100 & b 102', { brightness: 40 }],
  ['coloured with its level', BY_LEVEL, 'color', HALF, 'hs 0,100 & b 128', { brightness: 40 }],
  ['warmed, then woken', BY_LEVEL, 'colorTemperature', 4000, 'ct 250 & b 255'],
  ['a level without a topic for it', { on_cmd_type: 'brightness' }, 'power', 'on', 'l ON'],
  ['rgb', { rgb_cmd_t: 'c', bri_cmd_t: 'b' }, 'color', HALF, 'b 128 & c 255,0,0 & l ON'],
  ['rgb without a brightness of its own', { rgb_cmd_t: 'c' }, 'color', HALF, 'c 128,0,0 & l ON'],
  ['rgbw', { rgbw_cmd_t: 'c' }, 'color', RED, 'c 255,0,0,0 & l ON'],
  ['rgbww', { rgbww_cmd_t: 'c', bri_cmd_t: 'b' }, 'color', HALF, 'b 128 & c 255,0,0,0,0 & l ON'],
  [
    'rgbww through a template',
    { rgbww_cmd_t: 'c', rgbww_cmd_tpl: '{{ red }} {{ cold_white }} {{ warm_white }}' },
    'color',
    RED,
    'c 255 0 0 & l ON',
  ],
  ['hs before rgbw', { rgbw_cmd_t: 'c', hs_cmd_t: 'h' }, 'color', RED, 'h 0,100 & l ON'],
  ['a scale without steps', { bri_cmd_t: 'b', bri_scl: 0 }, 'brightness', 50, 'b 128 & l ON'],
  ['json rgb', { ...JSON_LAMP, sup_clrm: ['rgb'] }, 'color', RED, 'l {"state":"ON","color":{"r":255,"g":0,"b":0}}'],
  [
    'json rgbw',
    { ...JSON_LAMP, sup_clrm: ['rgbw'] },
    'color',
    HALF,
    'l {"state":"ON","color":{"r":255,"g":0,"b":0,"w":0},"brightness":128}',
  ],
  [
    'json rgbww',
    { ...JSON_LAMP, sup_clrm: ['rgbww', 'color_temp'] },
    'color',
    RED,
    'l {"state":"ON","color":{"r":255,"g":0,"b":0,"c":0,"w":0}}',
  ],
  [
    'a template with its level',
    { ...TEMPLATES, bri_tpl: '{{ value_json.l }}' },
    'color',
    HALF,
    'l on b128 255,0,0 0/100',
  ],
  ['a template as bright as its colour', TEMPLATES, 'color', HALF, 'l on b128 128,0,0 0/100'],
  ['a template without a level', TEMPLATES, 'color', RED, 'l on 255,0,0 0/100'],
]

describe('lights are told', () => {
  test.each(ROWS.map(row => ({ name: row[0], row })))('$name', ({ row }) => {
    const [, document, property, value, messages, known] = row
    expect(sent(lamp(document), property, value, known)).toBe(messages)
  })
  test('their number', () => expect(ROWS.length).toBe(23))
})

describe('lights tell', () => {
  test('a colour of three templates, none of which may fail', () => {
    const one = lamp({ ...TEMPLATES, stat_t: 's' })
    expect(heard(one, 'color', 's', '{"r":0,"g":0,"b":9}')).toEqual({ hue: 240, saturation: 100 })
    expect(heard(one, 'color', 's', '{"r":0,"g":0}')).toBeUndefined()
    expect(lines([lamp({ ...TEMPLATES, stat_t: 's', r_tpl: '{{ nonsense(' })])).toEqual(['LIGHT L: TurnOff TurnOn'])
  })

  test('the colour of all channels, of which the white ones are none', () => {
    const five = lamp({ rgbww_cmd_t: 'c', rgbww_stat_t: 'c/is' })
    expect(heard(five, 'color', 'c/is', '0,255,0,0,0')).toEqual({ hue: 120, saturation: 100 })
    expect(heard(five, 'color', 'c/is', '0,0,0,255,0')).toEqual({ hue: 0, saturation: 0 })
    expect(heard(five, 'color', 'c/is', '0,255')).toBeUndefined()
    expect(lines([five])).toEqual(['LIGHT L: SetColor TurnOff TurnOn'])
  })
})
