/** The bounds of the embedded broker, each with its reason; every one can be overridden in the broker's options. */

/** Bounds of the embedded broker. Counts, bytes, messages per second and milliseconds, as the names say. */
export interface BrokerLimits {
  readonly maxClients: number
  readonly maxClientsPerAddress: number
  readonly maxFrameBytesBeforeLogin: number
  readonly maxFrameBytes: number
  readonly maxTopicLevels: number
  readonly maxInflight: number
  readonly maxSubscriptionsPerClient: number
  readonly maxStoredSessions: number
  readonly maxQueuedPerSession: number
  readonly maxRetained: number
  readonly maxRetainedBytes: number
  readonly maxRetainedPerAccount: number
  readonly maxRetainedBytesPerAccount: number
  readonly maxUnsentBytesPerClient: number
  readonly messagesPerSecond: number
  readonly messageBurst: number
  readonly replayBurst: number
  readonly packetsPerSecond: number
  readonly packetBurst: number
  readonly keepaliveLimitSeconds: number
  readonly connectTimeoutMs: number
  readonly drainTimeoutMs: number
}

export const DEFAULT_LIMITS: BrokerLimits = {
  // A home has 10 to 100 appliances. Measured with aedes 1.2: about 65 KiB resident per client, so 200 cost 13 MiB.
  maxClients: 200,
  // Half of all: a single rogue or broken host cannot shut the rest of the house out. Behind a container's network
  // translation every appliance has one address, so it must not be a handful.
  maxClientsPerAddress: 100,
  // A CONNECT is a client id (64), a name (64), a password (128), a will topic (256) and a will payload; real wills are
  // words or a JSON object of some hundred bytes. What is pipelined before the CONNACK (42 packets) falls under it too.
  maxFrameBytesBeforeLogin: 2_048,
  // Reports and announcements are a few KiB; the largest frames of a home are two retained ones of Zigbee2MQTT: its list of
  // appliances, some 4.5 KB each, and its clusters, 228 KB and some 2.4 KB for each appliance with clusters of its own
  // (measured with 2.14: 84 and 271 KB for 19 appliances, 447 and 463 KB for 100). Room for 230. Those above 256 KiB share
  // a room of their own (frameGuard.ts).
  maxFrameBytes: 1_048_576,
  // Deepest topic of the collected conventions has 8 levels; matching costs grow with it.
  maxTopicLevels: 32,
  // QoS 2 messages one client may leave half done. Only their ids are kept: 100 numbers.
  maxInflight: 100,
  // Home Assistant subscribes to about three topics per entity; 2,000 is a house of 650 entities. About 0.5 MiB.
  maxSubscriptionsPerClient: 2_000,
  // Sessions kept for clients that are away (clean session 0): as many as can be connected.
  maxStoredSessions: 200,
  // Per session that is away: with 200 sessions and 1 KiB messages at most 10 MiB. What does not fit is counted.
  maxQueuedPerSession: 50,
  // 100 Zigbee appliances announce about ten entities each; 5,000 is five such houses. Memory: the bytes below + 1 KiB each.
  maxRetained: 5_000,
  maxRetainedBytes: 8_388_608,
  // Four fifths: one account (a Zigbee bridge) may need nearly all, but none may fill it for the others.
  maxRetainedPerAccount: 4_000,
  maxRetainedBytesPerAccount: 6_291_456,
  // A client that has this much unsent is not reading. One frame always fits, so a healthy client never gets here.
  maxUnsentBytesPerClient: 1_048_576,
  // aedes delivers about 8,000 messages a second on a desktop core and a quarter of that on a Pi; one client may take a
  // third of that. A wall pad or Zigbee bridge in a storm sends some tens.
  messagesPerSecond: 600,
  // A bridge announces everything at once when it starts: 1,000 documents, twice.
  messageBurst: 2_000,
  // Retained messages that subscribing may bring to one client at once, refilled as above: whoever subscribes to everything
  // gets all of the fullest broker, four times over.
  replayBurst: 20_000,
  // Packets of any kind that are read from one client; more is left in its own socket. At QoS 2 its 600 messages are 1,200
  // packets, and it may acknowledge as many.
  packetsPerSecond: 2_400,
  // The burst of messages at QoS 2, and the acknowledgements of as many. Pings, the cheapest, cost some 5 us each.
  packetBurst: 8_000,
  // The broker notices a dead peer after one and a half times the keep-alive: 7.5 minutes at most.
  keepaliveLimitSeconds: 300,
  // From accepted socket to CONNECT; also the TLS handshake. An ESP8266 needs 2 s for a handshake.
  connectTimeoutMs: 5_000,
  // One frozen reader holds up a topic's other readers no longer than this (measured; aedes itself waits 60 s).
  drainTimeoutMs: 5_000,
}
