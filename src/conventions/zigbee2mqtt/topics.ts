/** Topics below the base of a Zigbee2MQTT, and the keys of the documents that are made of what is said there. */

/** What is said of one network, all below its base topic. */
export interface BridgeTopics {
  /** First levels of all of them. */
  readonly base: string
  readonly devices: string
  readonly groups: string
  /** Its whole configuration, of which one word is looked at. */
  readonly info: string
  /** Whether the bridge is there: `{"state":"online"}`. */
  readonly state: string
  /** Beginning of the keys of its devices and groups: one document each. */
  readonly deviceKeys: string
  readonly groupKeys: string
}

export const bridgeTopics = (base: string): BridgeTopics => ({
  base,
  devices: `${base}/bridge/devices`,
  groups: `${base}/bridge/groups`,
  info: `${base}/bridge/info`,
  state: `${base}/bridge/state`,
  deviceKeys: `${base}/bridge/devices/`,
  groupKeys: `${base}/bridge/groups/`,
})

/** Below `<base>/bridge` the network is opened, restarted and reconfigured: nobody is led there. */
export const isBridgeTopic = (base: string, topic: string): boolean =>
  topic === `${base}/bridge` || topic.startsWith(`${base}/bridge/`)

/** An IEEE address as Zigbee2MQTT writes it. */
export const IEEE_ADDRESS = /^0x[0-9a-f]{16}$/

/** A group's number: 16 bits, of which the list has the decimal digits. */
export const GROUP_ID = /^\d{1,5}$/
