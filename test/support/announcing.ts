/** Settings of a gateway that takes in appliances which announce themselves. */
import { type ConventionSettings, conventionsOf } from '../../src/conventions/conventions.ts'

/** Home Assistant discovery, and whatever else is asked for; newcomers are offered at once, or wait for approval. */
export const takenIn = (
  fresh: 'offered' | 'waiting' = 'offered',
  prefix = 'homeassistant',
  more: ConventionSettings = {},
) => ({
  announcements: {
    conventions: conventionsOf({ homeAssistant: { prefix }, ...more }),
    offerNew: fresh === 'offered',
  },
})
