/** The page docs/interfaces.md: every interface, error and appliance type, as the tables of the protocol have them. */
import { CODE_ROWS, KNOWN_CODES } from '../src/protocol/applianceErrors.ts'
import { APPLIANCE_TYPES } from '../src/protocol/applianceTypes.ts'
import { ALL_INTERFACES, interfacesOfEdition } from '../src/protocol/catalog.ts'
import { DEPARTURES } from '../src/protocol/departures.ts'
import { EDITIONS, type Edition } from '../src/protocol/edition.ts'
import { ERRORS, type ErrorName, errorInEdition } from '../src/protocol/errors.ts'
import type { AnswerField, Family, Interface, Operand } from '../src/protocol/families.ts'

const FAMILIES: Readonly<Record<Family, string>> = {
  discover: 'Lists what CLOVA may control.',
  health: 'Tells whether an appliance can be reached and is on.',
  get: 'Reads a property and tells it with the moment the appliance said it.',
  set: 'Gives a property the value of the request.',
  increment: 'Raises a property by the step of the request, from a value that is known, as an absolute value.',
  decrement: 'Lowers a property likewise.',
  switch: 'Moves a property on to its next value, or to the other one.',
  action: 'Does what its name says; where a property is named, that property becomes the value.',
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n')

const both = (editions: readonly Edition[]): boolean => editions.length === EDITIONS.length

const inEditions = (editions: readonly Edition[]): string => (both(editions) ? '' : ` (${editions.join(', ')})`)

const operandText = (one: Operand): string =>
  `\`${one.wire}\`${one.required ? '' : ', optional'}${inEditions(one.editions)}`

function answerText(field: AnswerField): string {
  const path = field.inPreviousState ? `previousState.${field.wire}` : field.wire
  const types = field.types === undefined ? '' : ` for ${field.types.join(', ')}`
  return `\`${path}\`${inEditions(field.editions)}${types}`
}

function interfaceRow(one: Interface): readonly string[] {
  const becomes = one.value === undefined ? '' : ` = ${JSON.stringify(one.value)}`
  return [
    `\`${one.action}\``,
    one.editions.join(', '),
    one.property === undefined ? '' : `\`${one.property}\`${becomes}`,
    one.operands.map(operandText).join('; '),
    one.answers.map(answerText).join('; '),
    `\`${one.response}\``,
  ]
}

const familySection = ([family, words]: readonly [string, string]): string => {
  const rows = ALL_INTERFACES.filter(one => one.family === family)
  const head = ['action', 'editions', 'property', 'request carries', 'answer may tell', 'answer']
  return [`## Family: ${family} (${rows.length})`, words, table(head, rows.map(interfaceRow))].join('\n\n')
}

const errorRows = (Object.keys(ERRORS) as ErrorName[]).map(name => {
  const { payload } = ERRORS[name]
  const instead = errorInEdition(name, 'JP')
  const carries = { none: '', range: 'both bounds', state: 'the unmet condition, spoken' }[payload]
  return [`\`${name}\``, carries, instead === name ? '' : `\`${instead}\``]
})

const codeRows = CODE_ROWS.map(row => [
  row.codes,
  `\`${row.error}\``,
  [
    row.inControl && `\`${row.inControl}\` for a control directive`,
    row.withoutValue && `\`${row.withoutValue}\` when the directive carried no value`,
    row.inKR && `\`${row.inKR}\` in KR`,
    row.state && `condition "${row.state.en}"`,
  ]
    .filter(text => text !== undefined)
    .join('; '),
])

const typeRows = Object.entries(APPLIANCE_TYPES).map(([name, type]) => [
  `\`${name}\``,
  type.editions.join(', '),
  ...EDITIONS.map(edition => type.actions[edition].join(' ')),
])

/** The whole page; the same tables always give the same text. */
export function interfacesPage(): string {
  const counts = EDITIONS.map(edition => `${interfacesOfEdition(edition).length} of ${edition}`).join(', ')
  return `${[
    '# Interfaces',
    'Made by `npm run generate` from `src/protocol`; do not edit. A test compares them.',
    `${ALL_INTERFACES.length} interfaces: ${counts}. A request is named after its action with \`Request\` behind it.`,
    ...Object.entries(FAMILIES).map(familySection),
    `## Errors (${errorRows.length})`,
    table(['error', 'payload', 'sent to JP instead'], errorRows),
    `## Error codes of appliances (${KNOWN_CODES.length})`,
    'An appliance refuses a command with `{"error":{"code","message"}}` on its result topic; an unknown code is a `DriverInternalError`.',
    table(['codes', 'becomes', 'but'], codeRows),
    `## Appliance types (${typeRows.length})`,
    table(['type', 'editions', 'actions KR', 'actions JP'], typeRows),
    `## Departures from the guides (${DEPARTURES.length})`,
    table(
      ['about', 'the guide', 'we', 'because'],
      DEPARTURES.map(one => [one.about, one.guide, one.weDo, one.why]),
    ),
  ].join('\n\n')}\n`
}
