/** The protocol catalog with types, and a conformance checker written from the catalog alone (nothing of src is used). */
import { readFileSync } from 'node:fs'

export type Market = 'KR' | 'JP'
export const MARKETS: readonly Market[] = ['KR', 'JP']

export type PerMarket<T> = T | Partial<Record<Market, T>>
export type Content = Record<string, unknown>

export interface CatalogField {
  readonly name: string
  readonly type: string | Record<Market, string>
  readonly required: boolean
  readonly markets?: readonly Market[]
  readonly enum?: PerMarket<readonly (string | number)[]>
  readonly openEnum?: boolean
  readonly constraints?: {
    readonly value: { readonly enum: readonly number[]; readonly enumMarkets?: readonly Market[] }
  }
  readonly format?: string
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
  readonly decimals?: number
  readonly documentedType?: Partial<Record<Market, string>>
  readonly tolerate?: Tolerance & { readonly inner?: Record<string, Tolerance>; readonly markets: readonly Market[] }
  readonly correction?: { readonly send: { readonly type: string; readonly fields: readonly CatalogField[] } }
}

export interface Tolerance {
  readonly names?: readonly string[]
  readonly types?: readonly string[]
  readonly absent?: boolean
}

export interface CatalogInterface {
  readonly action: string
  readonly request: string
  readonly response: string
  readonly kind: string
  readonly target: 'appliance' | 'scene' | 'account'
  readonly markets: readonly Market[]
  readonly requestFields: readonly CatalogField[]
  readonly responseFields: readonly CatalogField[]
  readonly responseFieldsByType?: Partial<Record<Market, Record<string, readonly string[]>>>
}

export interface CatalogCode {
  readonly text: string
  readonly suggestedClovaError: string
  readonly suggestedClovaErrorJP?: string
  readonly ifGatewayOwnsToken?: string
  readonly otherwise?: readonly { readonly when: string; readonly error: string }[]
  readonly payload?: { readonly state: { readonly ko: string; readonly ja: string } }
}

interface Catalog {
  readonly interfaces: readonly CatalogInterface[]
  readonly objects: Record<string, { readonly markets: readonly Market[]; readonly fields: readonly CatalogField[] }>
  readonly applianceTypes: Record<
    string,
    {
      readonly markets: readonly Market[]
      readonly actions: Partial<Record<Market, readonly string[]>>
      readonly modes: Partial<Record<Market, readonly string[]>>
    }
  >
  readonly modes: Record<string, { readonly applianceTypes: Partial<Record<Market, readonly string[]>> }>
  readonly locations: Record<
    string,
    {
      readonly markets: readonly Market[]
      readonly en: string
      readonly ko?: string
      readonly ja?: string
    }
  >
  readonly endpoints: Record<string, { readonly markets: readonly Market[] }>
  readonly errors: Record<
    string,
    { readonly markets: readonly Market[]; readonly payloadFields: readonly CatalogField[] }
  >
  readonly thinqErrorCodes: Record<string, CatalogCode>
}

export const catalog = JSON.parse(
  readFileSync(new URL('../catalog/clova-home.json', import.meta.url), 'utf8'),
) as Catalog

/** Whether a field, object or interface exists in a market; no list means every market. */
export const inMarket = (one: { readonly markets?: readonly Market[] }, market: Market): boolean =>
  one.markets?.includes(market) ?? true

/** What a per-market value says for one market; undefined where it says nothing. */
export function forMarket<T extends string | readonly unknown[]>(
  value: PerMarket<T> | undefined,
  market: Market,
): T | undefined {
  if (value === undefined || typeof value === 'string' || Array.isArray(value)) return value as T | undefined
  return (value as Partial<Record<Market, T>>)[market]
}

export const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields at one level of a list of dotted names, each with the fields below it. */
export function topFields(
  fields: readonly CatalogField[],
): readonly (readonly [CatalogField, readonly CatalogField[]])[] {
  const below = (name: string): readonly CatalogField[] =>
    fields.flatMap(field => {
      const prefix = [`${name}.`, `${name}[].`].find(start => field.name.startsWith(start))
      return prefix === undefined ? [] : [{ ...field, name: field.name.slice(prefix.length) }]
    })
  return fields.filter(field => !field.name.includes('.')).map(field => [field, below(field.name)])
}

/**
 * Everything in which an answer departs from the catalog, as `path: what`; an empty list means it conforms.
 * @param type appliance type, for the answers whose fields depend on it (JP TurnOn)
 */
export function checkMessage(message: unknown, market: Market, type?: string): string[] {
  if (!isContent(message)) return ['message: not an object']
  const findings = Object.keys(message)
    .filter(key => key !== 'header' && key !== 'payload')
    .map(key => `${key}: unknown`)
  const { header, payload } = message
  if (!isContent(header)) return [...findings, 'header: not an object']
  if (!isContent(payload)) return [...findings, 'payload: not an object']
  findings.push(...checkHeader(header))
  const found = catalog.interfaces.find(one => one.response === header['name'] && inMarket(one, market))
  const error = catalog.errors[String(header['name'])]
  if (found !== undefined) {
    const types = found.responseFieldsByType?.[market]
    const allowed = found.responseFields.filter(
      field => types === undefined || type === undefined || types[type]?.includes(field.name),
    )
    findings.push(...checkFields(payload, allowed, market, 'payload'))
  } else if (error !== undefined && inMarket(error, market)) {
    findings.push(...checkFields(payload, error.payloadFields, market, 'payload'))
  } else findings.push(`header.name: ${String(header['name'])} is no answer in ${market}`)
  return findings
}

function checkHeader(header: Content): string[] {
  const findings: string[] = []
  for (const key of Object.keys(header)) {
    if (!['messageId', 'name', 'namespace', 'payloadVersion'].includes(key)) findings.push(`header.${key}: unknown`)
  }
  if (typeof header['messageId'] !== 'string' || header['messageId'] === '') findings.push('header.messageId: missing')
  if (header['namespace'] !== 'ClovaHome') findings.push('header.namespace: not ClovaHome')
  if (header['payloadVersion'] !== '1.0') findings.push('header.payloadVersion: not 1.0')
  return findings
}

function checkFields(content: Content, all: readonly CatalogField[], market: Market, path: string): string[] {
  const findings: string[] = []
  const fields = topFields(all.filter(field => inMarket(field, market)))
  for (const [field, children] of fields) {
    const value = Object.hasOwn(content, field.name) ? content[field.name] : undefined
    if (value !== undefined) findings.push(...checkField(value, field, children, market, `${path}.${field.name}`))
    else if (field.required) findings.push(`${path}.${field.name}: required`)
  }
  const known = new Set(fields.map(([field]) => field.name))
  for (const key of Object.keys(content)) if (!known.has(key)) findings.push(`${path}.${key}: unknown`)
  return findings
}

function checkField(
  value: unknown,
  field: CatalogField,
  children: readonly CatalogField[],
  market: Market,
  path: string,
): string[] {
  const type = field.correction?.send.type ?? forMarket(field.type, market)
  if (type === undefined) return [`${path}: no type in ${market}`]
  const below = field.correction?.send.fields ?? children
  const tried = type.split('|').map(one => checkType(value, one, field, below, market, path))
  return tried.find(findings => findings.length === 0) ?? tried[0] ?? []
}

function checkType(
  value: unknown,
  type: string,
  field: CatalogField,
  children: readonly CatalogField[],
  market: Market,
  path: string,
): string[] {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${path}: not an array`]
    const item = type.slice(0, -2)
    return value.flatMap((entry, at) => checkType(entry, item, field, children, market, `${path}[${at}]`))
  }
  if (type === 'string' || type === 'number' || type === 'boolean') {
    return typeof value === type
      ? checkScalar(value as string | number, field, market, path)
      : [`${path}: not a ${type}`]
  }
  if (!isContent(value)) return [`${path}: not an object`]
  if (type === 'object') return checkPlainObject(value, field, children, market, path)
  const object = catalog.objects[type]
  if (object === undefined || !inMarket(object, market)) return [`${path}: ${type} is unknown in ${market}`]
  const findings = checkFields(value, object.fields, market, path)
  const limit = field.constraints?.value
  const limited = limit !== undefined && (limit.enumMarkets?.includes(market) ?? true)
  if (limited && !limit.enum.includes(value['value'] as number)) findings.push(`${path}.value: not of its list`)
  return findings
}

/** `additionalApplianceDetails` is free; only what the catalog names inside it is checked. Other objects are closed. */
function checkPlainObject(
  value: Content,
  field: CatalogField,
  children: readonly CatalogField[],
  market: Market,
  path: string,
): string[] {
  if (children.length === 0) return []
  const findings = checkFields(value, children, market, path)
  return field.name === 'additionalApplianceDetails' ? findings.filter(one => !one.endsWith(': unknown')) : findings
}

function checkScalar(value: string | number | boolean, field: CatalogField, market: Market, path: string): string[] {
  const findings = typeof value === 'number' ? checkNumber(value, field, path) : []
  const words = forMarket(field.enum, market)
  if (words !== undefined && field.openEnum !== true && !words.includes(value as string)) {
    findings.push(`${path}: not of its list`)
  }
  if (field.format !== undefined && typeof value === 'string' && !hasFormat(value, field.format, market)) {
    findings.push(`${path}: not ${field.format}`)
  }
  return findings
}

function checkNumber(value: number, { min, max, integer, decimals }: CatalogField, path: string): string[] {
  const findings: string[] = []
  if (!Number.isFinite(value)) findings.push(`${path}: not finite`)
  if (min !== undefined && value < min) findings.push(`${path}: below ${min}`)
  if (max !== undefined && value > max) findings.push(`${path}: above ${max}`)
  if (integer && !Number.isInteger(value)) findings.push(`${path}: not an integer`)
  if (decimals !== undefined && Number(value.toFixed(decimals)) !== value) findings.push(`${path}: too many decimals`)
  return findings
}

const DATETIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})[+-]\d{2}:\d{2}$/
/** ISO 8601-1 durations without a sign; a fraction is allowed in the last component only. */
const DURATION = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/

function hasFormat(value: string, format: string, market: Market): boolean {
  switch (format) {
    case 'iso8601-datetime': {
      const local = DATETIME.exec(value)?.[1]
      const moment = local === undefined ? Number.NaN : Date.parse(`${local}Z`)
      return (
        !Number.isNaN(moment) &&
        new Date(moment).toISOString().startsWith(String(local)) &&
        !Number.isNaN(Date.parse(value))
      )
    }
    case 'iso8601-duration':
      return DURATION.test(value.replace(/\.\d+(?=[A-Z]$)/, ''))
    case 'action-name':
      return catalog.interfaces.some(one => one.action === value && one.target === 'appliance' && inMarket(one, market))
    case 'appliance-type':
      return catalog.applianceTypes[value] !== undefined && inMarket(catalog.applianceTypes[value], market)
    case 'mode-name':
      return catalog.modes[value]?.applianceTypes[market] !== undefined
    case 'location-code':
      return value === '' || (catalog.locations[value] !== undefined && inMarket(catalog.locations[value], market))
    default:
      throw new Error(`the catalog has a format this checker does not know: ${format}`)
  }
}
