/** `'{:.2f}'.format(x)`: Python's brace formatting, without reaching into the values, which is how it is abused. */
import { fail } from './failure.ts'
import { formatNumber, type NumberForm, padded } from './formatNumber.ts'
import { reprOf, textOf } from './pythonText.ts'
import { type Float, isFloat, isNumber, orElse, present, typeName, type Value } from './values.ts'
import { checkLength, room, type Work } from './work.ts'

const FIELD = /\{\{|\}\}|\{(\d*)(?:!([rs]))?(?::([^{}]*))?\}|[{}]/g
const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d*)([,_])?(?:\.(\d+))?([bdeEfFgGosxX%])?$/su

export function formatBraces(work: Work, pattern: string, values: readonly Value[]): string {
  room(work, pattern.length)
  let automatic = 0
  let length = pattern.length
  return pattern.replace(FIELD, (whole: string, index?: string, conversion?: string, spec?: string) => {
    if (whole === '{{') return '{'
    if (whole === '}}') return '}'
    if (index === undefined) return fail('has a brace that formats nothing, or a field that is not supported')
    const at = index === '' ? automatic++ : Number(index)
    const value = orElse(values[at], () => fail('formats more values than it is given'))
    const part = formatOne(work, conversion === 'r' ? reprOf(work, value, 0) : value, spec ?? '')
    length += part.length
    checkLength(length)
    return part
  })
}

function formatOne(work: Work, value: Value, spec: string): string {
  if (spec === '') return textOf(work, value)
  const form = formOf(spec, typeof value === 'string')
  if (typeof value === 'string') {
    if ((form.type !== '' && form.type !== 's') || form.grouping !== '') fail(`the format ${form.type} formats no text`)
    return padded(work, form, '', Array.from(value).slice(0, form.precision).join(''))
  }
  if (isFloat(value)) return formatFloat(work, form, value)
  if (!isNumber(value)) return fail(`the format ${form.type} formats no ${typeName(present(value))}`)
  if (form.type === 's') fail('the format s formats no number')
  return formatNumber(work, form.type === '' ? { ...form, type: 'd' } : form, value)
}

function formOf(spec: string, isText: boolean): NumberForm {
  const parts = SPEC.exec(spec) ?? fail('has a format that is not understood')
  const [, fill, align, sign, alternate, zero, width = '', grouping = '', precision, type = ''] = parts
  if (grouping !== '' && (zero !== undefined || (type !== '' && !'deEfFgG%'.includes(type)))) {
    fail('groups digits in a way that is not supported')
  }
  const padding = zero === undefined ? ' ' : '0'
  return {
    type,
    sign: sign === '+' || sign === ' ' ? sign : '-',
    alternate: alternate !== undefined,
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    fill: fill ?? padding,
    align: align ?? alignment(isText, zero !== undefined),
    width: Number(width),
  }
}

function alignment(isText: boolean, zeros: boolean): string {
  if (isText) return '<'
  return zeros ? '=' : '>'
}

function formatFloat(work: Work, form: NumberForm, value: Float): string {
  const { type, precision, sign } = form
  if (type !== '') {
    if (!'eEfFgG%'.includes(type)) fail(`the format ${type} formats no float`)
    return formatNumber(work, form, value)
  }
  if (precision !== undefined) fail('a precision needs a letter: {:.2f}')
  const text = textOf(work, value)
  if (text.startsWith('-')) return padded(work, form, '-', text.slice(1))
  return padded(work, form, sign === '-' ? '' : sign, text)
}
