/** Which appliances a user of the home may see and use; everybody else's are as if they were not there. */
import type { Appliance } from './appliance.ts'

/** What is looked at of an appliance. */
export type Selectable = Pick<Appliance, 'id' | 'location' | 'tags'>

/** Picks appliances: the one with this id, or all in a place, or all with a tag. Compared character by character. */
export interface Selector {
  readonly by: 'id' | 'location' | 'tag'
  readonly value: string
}

/** Limits of one user. Without `only` everything is meant, with an empty one nothing; `except` wins over `only`. */
export interface AccessRule {
  readonly only?: readonly Selector[]
  readonly except?: readonly Selector[]
}

/** Whether a user with this rule may use an appliance; who has no rule may use every one. */
export function mayUse(rule: AccessRule | undefined, appliance: Selectable): boolean {
  if (rule === undefined) return true
  const picks = (one: Selector): boolean => selects(one, appliance)
  return (rule.only === undefined || rule.only.some(picks)) && rule.except?.some(picks) !== true
}

/** Whether a selector picks an appliance. */
export function selects({ by, value }: Selector, { id, location, tags }: Selectable): boolean {
  switch (by) {
    case 'id':
      return id === value
    case 'location':
      return location === value
    case 'tag':
      return tags.includes(value)
  }
}
