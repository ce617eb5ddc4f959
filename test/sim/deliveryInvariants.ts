/** What must hold of every message that reaches an appliance. */
import { DEADLINE_MS } from './gatewayRun.ts'
import type { Command, Delivery } from './record.ts'
import type { DeliveryInvariant, View } from './view.ts'

/** What was handed over before and may be this delivery: the very same message. */
const candidates = ({ facts }: View, { topic, payload, takenAt, at, outside }: Delivery): readonly Command[] => {
  const until = outside === 'at' ? at : takenAt
  return facts.commands.filter(one => one.topic === topic && one.payload === payload && one.at <= until)
}

/** When it is late: by the directive's own time, or, for what the gateway asks by itself, by the end it gave. */
const deadlineOf = ({ directive, notAfter }: Command): number | undefined =>
  directive === undefined ? notAfter : directive.sentAt + DEADLINE_MS

const isCommandTopic = (topic: string): boolean => /\/(?:set|get|ask)$/.test(topic) || topic === 'home/ir/power'

const noLateCommand: DeliveryInvariant = {
  name: 'noLateCommand',
  why: 'What has not reached the appliance by its deadline is never delivered afterwards: a lamp that turns on by itself at night.',
  check: (delivery, view) => {
    // What an outside broker hands on late is beyond the gateway: the command reached the broker in time.
    if (!isCommandTopic(delivery.topic) || delivery.outside === 'by') return undefined
    const newest = candidates(view, delivery).at(-1)
    if (newest === undefined) return `${delivery.login} got ${delivery.topic}, which nobody sent`
    const deadline = deadlineOf(newest)
    if (deadline === undefined || (newest.directive === undefined && !newest.asks)) {
      return `${delivery.topic} ${delivery.payload} belongs to no directive, or has no end`
    }
    // What left in time and was not held up is a trip of the network, which nobody can call back.
    // While the process stands still for the disk, so does this network: up to a write of 45 ms.
    const slackMs = view.facts.stalledMs > 0 ? 50 : 0
    const isOnTrip =
      delivery.takenAt <= deadline + slackMs && delivery.at <= deadline + slackMs + view.setting.maxLatencyMs
    if (delivery.at <= deadline || isOnTrip) return undefined
    if (isKnownLimit(delivery, view, newest.at, deadline)) {
      view.facts.knownLimits++
      return undefined
    }
    const { topic, payload, at, takenAt } = delivery
    return `${topic} ${payload} of directive ${newest.directive?.number} reached ${delivery.login} ${at - deadline} ms late (the kernel took it at ${takenAt}, now ${at})`
  },
}

/**
 * Limits that src/adapters/mqtt/kernelQueue.ts names, all where the kernel tells nothing: a peer that was heard after the
 * hand-over, and one that follows by a wildcard.
 */
function isKnownLimit(delivery: Delivery, { setting, cast }: View, handedOverAt: number, deadline: number): boolean {
  if (setting.kernelTells || delivery.takenAt > deadline) return false
  if (delivery.heardBetween(handedOverAt, deadline)) return true
  const role = cast.roles.find(({ login }) => login === delivery.login)
  return role?.subscribes.some(({ topic }) => topic.includes('#')) === true
}

export const DELIVERY_INVARIANTS: readonly DeliveryInvariant[] = [noLateCommand]
