/** One broken file per kind of problem with appliances, bindings, scenes and custom commands. */
import { type ProblemCase, row } from './problemCases.ts'

const appliance = (entry: string, id = 'a'): string => `appliances:\n  ${id}: ${entry}`
const light = (rest: string): string => appliance(`{ type: LIGHT, name: L, ${rest} }`)
const property = (name: string, rest: string, type = 'LIGHT'): string =>
  `appliances:\n  a:\n    type: ${type}\n    name: A\n    properties:\n      ${name}: ${rest}`
const at = (name: string, below = ''): string => `appliances.a.properties.${name}${below}`

export const APPLIANCE_CASES: readonly ProblemCase[] = [
  row('wantId', 2, 'appliances.거실', 'letters', appliance('{ type: LIGHT, name: L, native: true }', '거실')),
  row('wantId', 2, 'appliances.bridge', 'bridge', appliance('{ type: LIGHT, name: L, native: true }', 'bridge')),
  row('idTwice', 3, 'bridges.a', 'rename', `${light('native: true')}\nbridges: { a: }`),
  row('meant', 2, 'appliances.a.type', 'did you mean LIGHT', appliance('{ type: LIGTH, name: L }'), 'LIGTH'),
  row('meant', 2, 'appliances.a.location', 'LIVING_ROOM', light('location: LIVINGROOM'), 'LIVINGROOM'),
  row('otherEdition', 3, 'appliances.a.type', 'edition: KR', `edition: JP\n${appliance('{ type: HOMECAM, name: C }')}`),
  row('otherEdition', 2, 'appliances.a.location', 'edition: JP', light('location: JAPANESE_STYLE_ROOM, native: true')),
  row('meantKey', 2, 'appliances.a.proprties', 'properties', light('proprties: {}')),
  row('meant', 2, at('brightnes'), 'brightness', light('native: true, properties: { brightnes: }')),
  row('meant', 2, 'appliances.a.actions.TurnOnn', 'TurnOn', light('actions: { TurnOnn: { topic: a, payload: b } }')),
  row('meant', 2, 'appliances.a.actions.TurnOn', 'native', light('actions: { TurnOn: natve }'), 'natve'),
  row('meant', 2, 'appliances.a.except.0', 'SetColor', light('except: [SetColour]'), 'SetColour'),
  row('meant', 2, 'appliances.a.allow.0', 'unlock', light('allow: [unlok]')),
  row('meant', 2, 'appliances.a.parent', 'zigbee', `${light('parent: zigbe')}\nbridges: { zigbee: }`, 'zigbe'),
  row('notOneOf', 2, 'appliances.a.parent', 'use one of', light('parent: nobody'), 'nobody'),
  row('parentLoop', 2, 'appliances.a.parent', 'remove', light('parent: a')),
  row('actionNotOfType', 2, 'appliances.a.actions.Charge', 'TurnOn', light('actions: { Charge: native }')),
  row('actionNotOfType', 2, 'appliances.a.actions.GetBMI', 'TurnOn', light('actions: { GetBMI: native }')),
  row('notNative', 2, 'appliances.a.actions.TurnOn', 'native: true', light('actions: { TurnOn: native }')),
  row(
    'presentUnknown',
    2,
    'appliances.a.actions.IncrementBrightness',
    'with a state',
    light('actions: { IncrementBrightness: { topic: a, payload: up } }'),
  ),
  row('conflict', 2, 'appliances.a.policy', 'remove one', light('isIr: true, policy: strict')),
  row('outOfRange', 2, 'appliances.a.interval', '1s to 31d', light('interval: 400d'), '400d'),
  row('tooMany', 1, 'appliances', 'at most 1000', `appliances: {${many(1001)}}`),
]

function many(count: number): string {
  return Array.from({ length: count }, (_, at) => `a${at}: { type: LIGHT, name: n${at}, native: true }`).join(', ')
}

const both = '{ state: { topic: s }, command: { topic: c }'

export const BINDING_CASES: readonly ProblemCase[] = [
  row(
    'wantTopic',
    6,
    at('power', '.command.topic'),
    'without +',
    property('power', '{ command: { topic: a/+ } }'),
    'a/+',
  ),
  row('wantTopic', 6, at('power', '.command.topic'), 'leading $', property('power', '{ command: { topic: $SYS/a } }')),
  row('wantFilter', 6, at('power', '.state.topic'), '#', property('power', '{ state: { topic: a/#/b } }'), 'a/#/b'),
  row(
    'wantPointer',
    6,
    at('power', '.state.pointer'),
    '/ENERGY',
    property('power', '{ state: { topic: a, pointer: b } }'),
  ),
  row(
    'meantKey',
    6,
    at('power', '.state.0.pionter'),
    'pointer',
    property('power', '{ state: [{ topic: a, pionter: /b }] }'),
  ),
  row('wantScale', 6, at('brightness', '.scale'), '100/254', property('brightness', `${both}, scale: 1/0 }`), '1/0'),
  row(
    'wantFormat',
    6,
    at('color', '.state.format'),
    '{hue}',
    property('color', '{ state: { topic: a, format: "{hue}{saturation}" } }'),
  ),
  row(
    'wantFormat',
    6,
    at('power', '.state.format'),
    '{value}',
    property('power', '{ state: { topic: a, format: POWER } }'),
  ),
  row('emptyProperty', 6, at('power'), 'native: true', property('power', '')),
  row('answerUnheard', 6, at('power', '.question'), 'as state', property('power', '{ question: { topic: a } }')),
  row(
    'answerUnheard',
    6,
    at('power', '.question'),
    'as state',
    property('power', '{ command: { topic: b }, question: { topic: a } }'),
  ),
  row('cannotChange', 6, at('humidity', '.command'), 'remove', property('humidity', both.concat(' }'), 'AIRSENSOR')),
  row('conflict', 6, at('power', '.readonly'), 'remove one', property('power', `${both}, readonly: true }`)),
  row(
    'valueImpossible',
    6,
    at('power', '.map.ON'),
    'on, off',
    property('power', `${both}, map: { ON: true } }`),
    'true',
  ),
  row(
    'valueImpossible',
    6,
    at('fanSpeed', '.values.1'),
    '1, 2, 3',
    property('fanSpeed', `${both}, values: [1, 4] }`, 'FAN'),
    '4',
  ),
  row(
    'wordMissing',
    6,
    at('power', '.map'),
    'values',
    property('power', `${both}, map: { ON: on }, values: [on, off] }`),
  ),
  row(
    'minAboveMax',
    6,
    at('brightness', '.min'),
    'less than 10',
    property('brightness', `${both}, min: 20, max: 10 }`),
  ),
  row('limitBeyondGuide', 6, at('brightness', '.max'), 'scale', property('brightness', `${both}, max: 254 }`), '254'),
  row('outOfRange', 6, at('brightness', '.step'), 'to ∞', property('brightness', `${both}, step: 0 }`), '0'),
  row('limitOnWord', 6, at('power', '.max'), 'values', property('power', `${both}, max: 1 }`)),
  row('modeNeedsValues', 6, at('mode'), 'reading', property('mode', `${both} }`)),
  row('meant', 6, at('mode', '.values.0'), 'reading', property('mode', `${both}, values: [reeding] }`), 'reeding'),
  row('meant', 6, at('mode', '.map.R'), 'reading', property('mode', `${both}, map: { R: readin } }`), 'readin'),
  row(
    'releasedNotMode',
    6,
    at('mode', '.released'),
    'rest',
    property('mode', `${both}, values: [rest], released: sleep }`),
  ),
  row('onlyMode', 6, at('power', '.released'), 'remove', property('power', `${both}, released: off }`)),
  row(
    'unitUnknown',
    6,
    at('consumption', '.unit'),
    'kWh',
    property('consumption', '{ state: { topic: a }, unit: horses }', 'SMARTPLUG'),
  ),
  row('lockUnread', 6, at('lockState'), 'state', property('lockState', '{ command: { topic: a } }', 'SMARTLOCK')),
  row(
    'ownEcho',
    6,
    at('power', '.command.topic'),
    'itself publishes',
    property('power', '{ state: { topic: a }, command: { topic: a } }'),
  ),
  row(
    'ownEcho',
    6,
    at('power', '.command.topic'),
    'itself publishes',
    property('power', '{ state: { topic: a/# }, command: { topic: a/set } }'),
  ),
  row(
    'ownTopic',
    6,
    at('power', '.command.topic'),
    'native: true',
    property('power', '{ command: { topic: clova2mqtt/a/set } }'),
  ),
  row(
    'ownTopic',
    6,
    at('power', '.state.topic'),
    'native: true',
    property('power', '{ state: { topic: "+/a/presence" } }'),
  ),
]

const house = `${light('native: true, properties: { power: , brightness: }')}\n`

export const SCENE_CASES: readonly ProblemCase[] = [
  row(
    'meant',
    4,
    'customCommands.go.0.action',
    'TurnOff',
    `${house}customCommands:\n  go: [{ appliance: a, action: TurnOf }]`,
  ),
  row(
    'notOffered',
    4,
    'customCommands.go.0.action',
    'TurnOn',
    `${house}customCommands:\n  go: [{ appliance: a, action: SetColor }]`,
  ),
  row(
    'meant',
    4,
    'customCommands.go.0.appliance',
    'did you mean a',
    `${house}customCommands:\n  go: [{ appliance: b, action: TurnOff }]`,
  ),
  row(
    'valueNeeded',
    4,
    'scenes.s.actions.0.action',
    'brightness',
    `${house}scenes:\n  s: { name: S, actions: [{ appliance: a, action: SetBrightness }] }`,
  ),
  row(
    'valueRefused',
    4,
    'scenes.s.actions.0.value',
    'min',
    `${house}scenes:\n  s: { name: S, actions: [{ appliance: a, action: SetBrightness, value: 101 }] }`,
    '101',
  ),
  row(
    'noValue',
    4,
    'scenes.s.actions.0.value',
    'remove',
    `${house}scenes:\n  s: { name: S, actions: [{ appliance: a, action: TurnOn, value: 1 }] }`,
  ),
  row('empty', 4, 'scenes.s.actions', 'value', `${house}scenes:\n  s: { name: S, actions: [] }`),
]
