/** Requests generated from the catalog: those CLOVA may send, those its guides' examples send, and broken ones. */
import {
  type CatalogField,
  type CatalogInterface,
  type Content,
  catalog,
  forMarket,
  inMarket,
  type Market,
} from './catalog.ts'

/** One generated request. `operands` holds the unwrapped value expected per wire name; absent for invalid requests. */
export interface RequestCase {
  readonly label: string
  readonly body: Content
  readonly operands?: Content
  readonly applianceId?: string
}

export const APPLIANCE_ID = 'living-room-1'
export const MESSAGE_ID = '8f7e6d5c-4b3a-4291-8877-665544332211'
/** The KR test console's ids are not hexadecimal. */
const ODD_MESSAGE_ID = 'zz-not-a-uuid-전구'
const MOMENTS = ['2026-11-16T00:00:00+09:00', '2026-11-22T23:59:59+09:00']

/** A value on the wire and what is expected to be understood; undefined: nothing. */
interface Sample {
  readonly wire: unknown
  readonly value: unknown
}

const same = (value: unknown): Sample => ({ wire: value, value })

/** Representative and boundary values of one field; the first is the usual one. */
function samples(field: CatalogField, market: Market): readonly Sample[] {
  const type = forMarket(field.type, market)
  const object = catalog.objects[type ?? '']
  if (object === undefined) return scalars(field, market).map(same)
  const fields = object.fields.filter(one => inMarket(one, market))
  const [only] = fields
  const limit = field.constraints?.value
  const limited = limit !== undefined && (limit.enumMarkets?.includes(market) ?? true)
  if (only !== undefined && fields.length === 1) {
    const values = limited ? limit.enum : scalars(only, market)
    const empty: Sample[] = only.required ? [] : [{ wire: {}, value: undefined }]
    return [...values.map(value => ({ wire: { [only.name]: value }, value })), ...empty]
  }
  return structures(field, fields, market)
}

/** Objects of several fields: the nth value of every field, once with all fields and once with the required ones. */
function structures(field: CatalogField, fields: readonly CatalogField[], market: Market): readonly Sample[] {
  const rows = Math.max(...fields.map(one => samples(one, market).length))
  const build = (chosen: readonly CatalogField[], at: number): Content =>
    Object.fromEntries(
      chosen.map(one => {
        const list = samples(one, market)
        return [one.name, list[at % list.length]?.wire]
      }),
    )
  const wires = Array.from({ length: rows }, (_, at) => [
    build(fields, at),
    build(
      fields.filter(one => one.required),
      at,
    ),
  ]).flat()
  return wires.map(wire => ({ wire, value: field.name === 'scene' ? wire['sceneId'] : wire }))
}

function scalars(field: CatalogField, market: Market): readonly unknown[] {
  const words = forMarket(field.enum, market)
  if (words !== undefined) return words
  if (field.format === 'mode-name') {
    return Object.keys(catalog.modes).filter(mode => catalog.modes[mode]?.applianceTypes[market] !== undefined)
  }
  if (field.format === 'iso8601-datetime') return MOMENTS
  const type = forMarket(field.type, market)
  if (type === 'boolean') return [true, false]
  if (type === 'object') return [{ room: '거실', nested: { list: [1, 2] } }, {}]
  if (type === 'string') return ['HDMI1', 'KBS 1', '和室の電気', 'a"b\\c\n']
  if (field.min !== undefined && field.max !== undefined) return [50, field.min, field.max, 1]
  return field.decimals === undefined ? [7, 1, 0, 4000] : [22.5, 18, -18, 0.5, 0]
}

const operandFields = (one: CatalogInterface, market: Market): readonly CatalogField[] =>
  one.requestFields.filter(field => !['accessToken', 'appliance'].includes(field.name) && inMarket(field, market))

const tokenField = { accessToken: '92ebcb67fe33' }
const applianceField = { appliance: { applianceId: APPLIANCE_ID } }

function request(one: CatalogInterface, payload: Content, messageId = MESSAGE_ID): Content {
  return { header: { messageId, name: one.request, namespace: 'ClovaHome', payloadVersion: '1.0' }, payload }
}

type Filled = readonly (readonly [CatalogField, Sample])[]

const usual = (field: CatalogField, market: Market): readonly [CatalogField, Sample] => [
  field,
  samples(field, market)[0] as Sample,
]

/** Requests this market's CLOVA may send, each with what must be understood of it. */
export function validRequests(one: CatalogInterface, market: Market): readonly RequestCase[] {
  const fields = operandFields(one, market)
  const required = fields.filter(field => field.required).map(field => usual(field, market))
  const base = { ...tokenField, ...(one.target === 'appliance' ? applianceField : {}) }
  const applianceId = one.target === 'appliance' ? { applianceId: APPLIANCE_ID } : {}
  const make = (label: string, filled: Filled, payload: Content = base, who: Content = applianceId): RequestCase => ({
    label,
    body: request(one, { ...payload, ...Object.fromEntries(filled.map(([field, { wire }]) => [field.name, wire])) }),
    operands: Object.fromEntries(
      filled.flatMap(([field, { value }]) => (value === undefined ? [] : [[field.name, value]])),
    ),
    ...who,
  })
  const minimal = make('minimal', required)
  const others = (field: CatalogField): Filled => required.filter(([other]) => other !== field)
  const each = fields.flatMap(field =>
    samples(field, market).map((sample, at) => make(`${field.name} #${at}`, [...others(field), [field, sample]])),
  )
  const extras = { unknown: { deep: [1, { a: null }] }, later: true, ...foreignFields(one, market) }
  const cases = [
    minimal,
    make(
      'every operand',
      fields.map(field => usual(field, market)),
    ),
    ...each,
    ...fields.flatMap(field => toleratedForms(field, market, others(field), make)),
    make('unknown extra fields', required, { ...base, ...extras }),
    { ...minimal, label: 'extra header and envelope fields', body: withExtras(minimal.body) },
    { ...minimal, label: 'odd messageId', body: request(one, minimal.body['payload'] as Content, ODD_MESSAGE_ID) },
  ]
  if (one.target !== 'appliance') return cases
  const details = {
    additionalApplianceDetails: { actionDetails: [{ action: 'X' }], more: [[1]] },
    tags: null,
    isIr: true,
  }
  return [
    ...cases,
    make('without appliance', required, tokenField, {}),
    make('with additionalApplianceDetails', required, {
      ...base,
      appliance: { applianceId: APPLIANCE_ID, ...details },
    }),
  ]
}

/** Fields that only the other market has: an unknown extra here, to be ignored whatever is in it. */
function foreignFields(one: CatalogInterface, market: Market): Content {
  const foreign = one.requestFields.filter(field => !inMarket(field, market))
  return Object.fromEntries(foreign.map(field => [field.name, { value: 'freezer', start: 1 }]))
}

const withExtras = (body: Content): Content => ({
  ...body,
  header: { ...(body['header'] as Content), dialogRequestId: 'x', list: [] },
  session: { new: true },
})

type Make = (label: string, filled: Filled) => RequestCase

/** The forms a guide's example uses in place of the table's (catalog `tolerate`). */
function toleratedForms(field: CatalogField, market: Market, others: Filled, make: Make): readonly RequestCase[] {
  const { tolerate } = field
  if (tolerate === undefined || !tolerate.markets.includes(market)) return []
  const [, sample] = usual(field, market)
  const content = sample.wire as Content
  const forms: RequestCase[] = []
  for (const name of tolerate.names ?? []) {
    const other = make(`tolerated name ${name}`, [...others, [{ ...field, name }, sample]])
    const { [name]: value, ...rest } = other.operands ?? {}
    forms.push({ ...other, operands: { ...rest, [field.name]: value } })
  }
  if (tolerate.types?.includes('string')) {
    forms.push(
      make('tolerated plain string', [...others, [field, { wire: content['value'], value: content['value'] }]]),
    )
  }
  const inner: Content = { ...content }
  for (const [key, how] of Object.entries(tolerate.inner ?? {})) {
    if (how.types?.includes('string')) inner[key] = String(inner[key])
    if (how.absent || how.names !== undefined) delete inner[key]
    for (const name of how.names ?? []) inner[name] = content[key]
  }
  if (tolerate.inner !== undefined)
    forms.push(make('tolerated inner form', [...others, [field, { wire: inner, value: sample.value }]]))
  return forms
}

/** Requests with an operand missing or of a wrong type; every one must be refused as a bad value. */
export function invalidRequests(one: CatalogInterface, market: Market): readonly RequestCase[] {
  const fields = operandFields(one, market)
  const base = { ...tokenField, ...applianceField }
  return fields.flatMap(field => {
    const others = fields.filter(other => other.required && other !== field)
    const rest = Object.fromEntries(others.map(other => [other.name, usual(other, market)[1].wire]))
    const missing = field.required ? [undefined, null] : []
    return [...missing, ...wrongForms(field, market)].map(wire => ({
      label: `${field.name} = ${JSON.stringify(wire) ?? 'missing'}`,
      body: request(one, { ...base, ...rest, ...(wire === undefined ? {} : { [field.name]: wire }) }),
    }))
  })
}

function wrongForms(field: CatalogField, market: Market): readonly unknown[] {
  const object = catalog.objects[forMarket(field.type, market) ?? '']
  if (object === undefined) return [5, true, [], {}, { value: 'LOCKED' }]
  const plain = field.tolerate?.types?.includes('string') ? [] : ['plain']
  const [, sample] = usual(field, market)
  const inner = object.fields
    .filter(one => one.required && inMarket(one, market) && field.tolerate?.inner?.[one.name]?.absent !== true)
    .concat(object.fields.filter(one => !one.required && one.name === 'value'))
    .flatMap(one => {
      const type = forMarket(one.type, market)
      const wrong = [type === 'number' ? 'many' : 5, true, [1], { value: 1 }]
      const absent = one.required ? [null] : []
      return [...wrong, ...absent].map(value => ({ ...(sample.wire as Content), [one.name]: value }))
    })
  const empty = object.fields.some(one => one.required && inMarket(one, market)) ? [{}] : []
  return [...plain, 5, true, [], [sample.wire], ...empty, ...inner]
}
