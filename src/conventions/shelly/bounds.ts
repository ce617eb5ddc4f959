/** Bounds of what strangers may make the gateway hold and say for the sake of Shellys. */
import { days, minutes, seconds } from '../../kernel/time.ts'

/** Prefixes that said something and are not known yet; the oldest makes room. A house full of them speaks within a minute. */
export const MAX_CANDIDATES = 256

/** Appliances whose structure is known, of which 1,000 fit into a house. */
export const MAX_KNOWN = 1_000

/** Appliances that only send, since calls over MQTT are switched off: few have that, and anybody could say to be one. */
export const MAX_MUTE = 64

/** Questions at once: forty appliances after a power cut, three each. Whoever comes after them waits for a turn. */
export const BURST = 120

/** Questions a second after that: a hundred appliances are known within half a minute. */
export const QUESTIONS_PER_SECOND = 8

/** Questions that wait for an answer: a burst, and ten seconds at the full rate. */
export const MAX_OPEN_QUESTIONS = 200

/** An appliance answers within a second; a sleeping one never does. */
export const ANSWER_MS = seconds(10)

/** Pauses before somebody who did not answer is asked again, should it say something; the last one then stays. */
export const PAUSES_MS: readonly number[] = [seconds(30), minutes(10), days(1)]

/** Its channels may have been renamed, or changed from a cover to switches, whenever it comes back after this. */
export const REFRESH_MS = minutes(10)

/** Whoever has spoken within this is there; its meters speak every minute. */
export const ALIVE_MS = minutes(3)

/** The largest answer in the wild, a configuration with four channels and scripts, has 9 kB. */
export const SHELLY_LIMITS = { maxBytes: 32_768, maxDepth: 12 }
