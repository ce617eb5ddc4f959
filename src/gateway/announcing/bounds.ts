/** Bounds of what strangers may announce; whoever may publish may announce. */
import { seconds } from '../../kernel/time.ts'

/** The largest single document in the wild is 9 kB; a device document holds a hundred entities of 250 bytes. */
export const MAX_DOCUMENT_BYTES = 32_768

/** 300 Zigbee appliances announce 4,400 documents; each costs about 3 kB while it is described. */
export const MAX_DOCUMENTS = 8_000

/** All documents together, as they are stored: 8,000 of 2 kB. */
export const MAX_TOTAL_BYTES = 16_777_216

/** Entities of all documents: 1,000 appliances of 16 each. A device document of 32 KiB could hold some 128. */
export const MAX_ENTITIES = 16_000

/**
 * Entities of one device, in all conventions that tell of it: a wall pad with a whole flat in it has some 60. They are put
 * together in one step, which costs some 20 ms with so many and the longest names.
 */
export const MAX_ENTITIES_PER_DEVICE = 256

/**
 * Work done at one go, in milliseconds: a directive waits behind at most one, and the next one only starts after all
 * messages and requests that have come meanwhile.
 */
export const MAX_WORK_MS = 8

/** Documents in one go where the clock does not tell: at most 0.4 ms each. */
export const MAX_DOCUMENTS_AT_ONCE = 16

/** A device is put together once nothing new has come for this long, so that a burst costs it once. */
export const QUIET_MS = 300

/** A publisher that announces again and again is not waited for longer than this. */
export const LONGEST_WAIT_MS = seconds(2)

/** Some publishers withdraw and announce again within 100 ms, others move a document to another topic. */
export const REMOVAL_HOLD_MS = seconds(5)

/** Documents that are refused are kept by topic with the reason, as far as this goes. */
export const MAX_REFUSED = 200

/** Written in one transaction: 256 documents of 1 kB, which the thread that writes is handed within a millisecond. */
export const SAVED_AT_ONCE_BYTES = 262_144

/** Documents that wait in memory to be written; a burst that has more is written while it is read. */
export const MAX_UNSAVED_BYTES = 1_048_576

/** Devices that are put together before the house follows their topics: each brings five, whose states are all replayed at once. */
export const MAX_UNSETTLED = 16

/** Appliances that hear in one go what was said on their topics before they came. */
export const MAX_CAUGHT_UP = 16
