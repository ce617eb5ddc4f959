/** The filter `selectattr`: the elements whose attribute passes a test, or is true. */
import { elementsIn } from './access.ts'
import type { Callable } from './callable.ts'
import { fail, quoted } from './failure.ts'
import { attributeOf } from './rows.ts'
import { TESTS } from './tests.ts'
import { row, truth, type Value } from './values.ts'

/** `selectattr('id', 'eq', 2)`; the test's name is a value, so an unknown one fails while rendering. */
export const selectByAttribute: Callable['call'] = (work, value, [attribute = null, name, ...given]) => {
  const passes = name === undefined ? truth : testNamed(name, given.length)
  const kept = elementsIn(work, value).filter(element => passes(attributeOf(work, element, attribute)))
  return row('lazy', kept)

  function testNamed(wanted: Value, count: number): (attributeValue: Value) => boolean {
    const test = typeof wanted === 'string' ? TESTS.get(wanted) : undefined
    if (test === undefined) return fail(`there is no test ${quoted(String(wanted))}`)
    if (test.parameters.length !== count) fail(`the test ${String(wanted)} takes ${test.parameters.length} arguments`)
    return attributeValue => truth(test.call(work, attributeValue, given))
  }
}
