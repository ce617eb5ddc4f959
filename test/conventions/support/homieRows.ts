/** Attributes of Homie devices for tests, as publishers of editions 3 and 4 send them, and what is put together of them. */
import type { Assembler } from '../../../src/conventions/convention.ts'
import { homieConvention } from '../../../src/conventions/homie/convention.ts'
import type { Json } from '../../../src/kernel/json.ts'
import { monoMs } from '../../../src/kernel/time.ts'
import { appliancesOf, entitiesOf } from './madeOf.ts'

/** A node with its properties: `[datatype, settable, format, unit]` by id. */
export interface NodeSketch {
  readonly name?: string
  readonly type?: string
  readonly properties: Readonly<Record<string, readonly [string, boolean?, string?, string?]>>
}

/** All attributes of a device of edition 4, in the order of a usual library. */
export function attributesOf(
  base: string,
  name: string,
  nodes: Readonly<Record<string, NodeSketch>>,
  edition = '4.0.0',
): readonly (readonly [topic: string, payload: string])[] {
  const rows: (readonly [string, string])[] = [
    [`${base}/$state`, 'init'],
    [`${base}/$homie`, edition],
    [`${base}/$name`, name],
    [`${base}/$extensions`, ''],
    [`${base}/$nodes`, Object.keys(nodes).join(',')],
  ]
  for (const [node, { name: title = node, type = '', properties }] of Object.entries(nodes)) {
    const above = `${base}/${node}`
    rows.push([`${above}/$name`, title], [`${above}/$type`, type])
    rows.push([`${above}/$properties`, Object.keys(properties).join(',')])
    for (const [own, [datatype, settable = false, format = '', unit = '']] of Object.entries(properties)) {
      const at = `${above}/${own}`
      rows.push([`${at}/$name`, own], [`${at}/$datatype`, datatype], [`${at}/$settable`, String(settable)])
      if (format !== '') rows.push([`${at}/$format`, format])
      if (unit !== '') rows.push([`${at}/$unit`, unit])
    }
  }
  return [...rows, [`${base}/$state`, 'ready']]
}

export const NOW = monoMs(0)

/** Documents that a message brings, as text by key; undefined when the topic is none of Homie's. */
export function hear(assembler: Assembler, topic: string, payload: string) {
  const heard = assembler.hear(topic, new TextEncoder().encode(payload), NOW)
  return heard?.documents.map(one => [one.key, new TextDecoder().decode(one.payload)] as const)
}

/** All documents of these messages, the last of each key, and how many there were. */
export function collected(rows: readonly (readonly [string, string])[], assembler = homieConvention.openAssembler()) {
  const documents = new Map<string, string>()
  let count = 0
  for (const [topic, payload] of rows) {
    for (const [key, text] of hear(assembler, topic, payload) ?? []) {
      documents.set(key, text)
      count++
    }
  }
  return { documents, count, assembler }
}

/** What becomes of documents. */
export const appliances = (documents: ReadonlyMap<string, string>) =>
  appliancesOf([...documents].flatMap(([key, text]) => entitiesOf(homieConvention, key, JSON.parse(text) as Json)))

/** A property that is switched. */
export const SWITCH = ['boolean', true] as const

/** A lamp with a thermometer. */
export const LAMP = attributesOf('homie/lamp-1', '서재 조명', {
  light: {
    name: '서재 조명',
    type: 'light',
    properties: { on: ['boolean', true], dim: ['integer', true, '0:100', '%'], color: ['color', true, 'hsv'] },
  },
  air: { properties: { temperature: ['float', false, '', '°C'] } },
})
