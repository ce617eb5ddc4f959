/** What a mapper of an expose gives, and what it is given. */
import type { ActionBinding, PropertyBinding } from '../../../home/appliance.ts'
import type { Language } from '../../../kernel/text.ts'
import type { Expose, Word } from '../feature.ts'
import type { Line } from '../line.ts'

/** Bindings of one expose, before anything is known of its neighbours. */
export interface Mapped {
  readonly properties: readonly (PropertyBinding | undefined)[]
  readonly actions?: ReadonlyMap<string, ActionBinding>
  /** Words of presets that are not offered, since its modes are. */
  readonly presetsLeftOut?: readonly Word[]
}

/**
 * Maps one expose to bindings.
 * @param all exposes of the same device: some tell more of this one
 */
export type Mapper = (expose: Expose, line: Line, all: readonly Expose[], language: Language) => Mapped
