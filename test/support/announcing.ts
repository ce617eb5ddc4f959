/** Settings of a gateway that takes in appliances which announce themselves. */
import { conventionsOf } from '../../src/conventions/conventions.ts'

/** Home Assistant discovery only; newcomers are offered at once, or wait for approval. */
export const takenIn = (fresh: 'offered' | 'waiting' = 'offered', prefix = 'homeassistant') => ({
  announcements: {
    conventions: conventionsOf({ homeAssistant: { prefix } }),
    offerNew: fresh === 'offered',
  },
})
