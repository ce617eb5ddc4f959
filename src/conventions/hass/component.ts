/** What a component's mapper gives: the properties and actions of one entity. */
import type { ActionBinding, PropertyBinding } from '../../home/appliance.ts'
import type { Entry } from './entry.ts'

/** Bindings of one entity, before anything is known of its neighbours. */
export interface Bound {
  readonly properties: readonly (PropertyBinding | undefined)[]
  readonly actions?: ReadonlyMap<string, ActionBinding>
}

/** Maps one entity of a document to bindings. */
export type Component = (entry: Entry) => Bound
