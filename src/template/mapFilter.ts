/** The filter `map`: an attribute of every element, or another filter on every element. */
import { elementsIn } from './access.ts'
import { type Arguments, type Bound, bind } from './call.ts'
import type { Callable, Table } from './callable.ts'
import { fail, quoted } from './failure.ts'
import { attributeOf } from './rows.ts'
import { row } from './values.ts'
import { spend } from './work.ts'

const BY_ATTRIBUTE: Callable = {
  parameters: ['attribute', 'default?'],
  call: (work, value, [attribute = null, fallback]) =>
    row(
      'lazy',
      elementsIn(work, value).map(element => attributeOf(work, element, attribute, fallback)),
    ),
}

/** `map(attribute='n')` or `map('int')`; the filter's name is a value, so an unknown one fails while rendering. */
export function bindMap(given: Arguments, filters: Table): Bound {
  if (given.positional.length === 0) return bind('the filter map', BY_ATTRIBUTE, given)
  return bind('the filter map', { parameters: ['filter'], more: true, call: byFilter(filters) }, given)
}

const byFilter =
  (filters: Table): Callable['call'] =>
  (work, value, [name = null, ...given]) => {
    const filter = typeof name === 'string' ? filters.get(name) : undefined
    if (filter === undefined) return fail(`there is no filter ${quoted(String(name))} to map`)
    const { parameters, more = false, call } = filter
    const least = parameters.filter(parameter => !parameter.endsWith('?')).length
    if (given.length < least || (given.length > parameters.length && !more)) fail(`map gives ${name} wrong arguments`)
    const mapped = elementsIn(work, value).map(element => {
      spend(work, 1)
      return call(work, element, given)
    })
    return row('lazy', mapped)
  }
