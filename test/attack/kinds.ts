/** The kinds of attack that one credential makes on the broker, and by what the broker shows that it came. */
import type { BrokerCounters } from '../../src/adapters/mqtt/brokerCounters.ts'

export interface AttackKind {
  readonly name: string
  readonly what: string
  /** Grows when the attack was noticed. */
  readonly shownBy: keyof BrokerCounters
}

export const ATTACK_KINDS: readonly AttackKind[] = [
  { name: 'flood0', what: 'messages of QoS 0 at full speed', shownBy: 'publishesOverRate' },
  { name: 'flood1', what: 'messages of QoS 1 at full speed', shownBy: 'publishesOverRate' },
  { name: 'flood2', what: 'messages of QoS 2 at full speed, none of them finished', shownBy: 'clientFaults' },
  { name: 'forgery', what: "messages on the appliances' topics at full speed", shownBy: 'publishesRefused' },
  { name: 'giantFrames', what: 'frames of 256 MiB, before and after the login', shownBy: 'framesRefused' },
  { name: 'halfFrames', what: '80 frames of 250 kB that never end', shownBy: 'clients' },
  { name: 'connectionStorm', what: 'logging in and breaking off at full speed, 40 at a time', shownBy: 'clientFaults' },
  { name: 'silentSockets', what: '150 sockets that say nothing, again and again', shownBy: 'connectionsRefused' },
  { name: 'wrongLogins', what: 'wrong passwords at full speed, 40 at a time', shownBy: 'loginsRefused' },
  { name: 'subscribeStorm', what: 'subscriptions to 3,000 filters, over and over', shownBy: 'subscriptionsRefused' },
  {
    name: 'replayStorm',
    what: 'the same wildcard over and over, with 3,000 retained messages behind it',
    shownBy: 'subscriptionsRefused',
  },
  { name: 'frozenReader', what: 'a reader that stands still, in front of a flood', shownBy: 'slowDropped' },
  { name: 'retainedFlood', what: 'retained messages on ever new topics', shownBy: 'retainsRefused' },
  { name: 'willFlood', what: 'logins with a retained last will that break off', shownBy: 'clientFaults' },
  { name: 'pingFlood', what: 'pings at full speed', shownBy: 'clientsSlowed' },
  { name: 'takeover', what: "the appliances' client ids, over and over", shownBy: 'clientFaults' },
]
