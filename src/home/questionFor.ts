/** Which question finds out whether an appliance is there, and which ones tell how it is. */
import type { PropertyName } from '../protocol/properties.ts'
import type { Appliance, PropertyBinding } from './appliance.ts'

/** The properties an appliance can be asked for by now: a question with a place for a period is about that period only. */
export function askableProperties({ properties }: Appliance): readonly PropertyName[] {
  return [...properties.values()].filter(asksPresent).map(({ name }) => name)
}

/** A property that shows whether the appliance is there; power first, since the answer tells it too. */
export function questionFor(appliance: Appliance): PropertyName | undefined {
  const names = askableProperties(appliance)
  return names.find(name => name === 'power') ?? names[0]
}

const asksPresent = ({ question }: PropertyBinding): boolean =>
  question !== undefined && (question === 'native' || !question.payload.includes('{start}'))
