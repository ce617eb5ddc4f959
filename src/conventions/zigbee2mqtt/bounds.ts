/** Bounds of what a Zigbee2MQTT may say of its network; whoever may publish may say it. */

/**
 * The whole list of devices: a thousand of the mean 4 kB (definition, options, end points). A network of 300 has 1.2 MB.
 */
export const MAX_LIST_BYTES = 4_194_304

/** One device of the list: the largest of the 4,478 definitions of converters 26.105 has 62 kB with its descriptions. */
export const MAX_ELEMENT_BYTES = 131_072

/** The deepest definition has nine levels, lists of composites within its exposes. */
export const MAX_ELEMENT_DEPTH = 32

/** As many as the house has appliances. Networks of more than 300 are unheard of. */
export const MAX_DEVICES = 1_000

/** Groups beside them; the largest houses have some 50. */
export const MAX_GROUPS = 200

/** Members of one group that are looked at: more than one Zigbee broadcast can serve. */
export const MAX_MEMBERS = 200

/** Exposes of one device: the most of any definition are 231, a floor heating of 15 rooms. */
export const MAX_EXPOSES = 256

/** Features of one expose: the most of any definition are 12. */
export const MAX_FEATURES = 32

/** Words of one feature; a siren has 18 melodies. */
export const MAX_VALUES = 64

/** Names of properties, units and words: the longest of any definition has 50. */
export const MAX_WORD_CHARACTERS = 100
