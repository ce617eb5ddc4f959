/** Mistakes that somebody could make in the real code, as small changes of it; the simulation must find every one. */

import { readFileSync } from 'node:fs'
import { type Fault, SURROUNDING_FAULTS } from './surroundingFaults.ts'

export const FAULTS: readonly Fault[] = [
  {
    name: 'nobody watches the connections that a command was handed to',
    file: 'src/adapters/mqtt/embedded.ts',
    find: 'watch.written(forwardedTo, notAfter)',
    replace: 'watch.written([], notAfter)',
  },
  {
    name: 'a command is published with the quality of service that brokers queue',
    file: 'src/adapters/mqtt/embedded.ts',
    find: 'const qos = notAfter === undefined ? message.qos : 0',
    replace: 'const qos = 1',
  },
  {
    name: 'a cut connection is closed instead of reset, so the kernel goes on sending',
    file: 'src/adapters/mqtt/deadlineWatch.ts',
    find: '!(stream instanceof TLSSocket)) stream.resetAndDestroy()',
    replace: '!(stream instanceof TLSSocket)) stream.destroy()',
  },
  {
    name: 'a connection that ends while a command is under way on it is only closed',
    file: 'src/adapters/mqtt/deadlineWatch.ts',
    find: '? stream.resetAndDestroy() : stream.destroy(error)',
    replace: '? stream.destroy(error) : stream.destroy(error)',
  },
  {
    name: 'the closing of a session is not told',
    file: 'src/adapters/mqtt/loginGate.ts',
    find: 'parts.sessions.closed(client)',
    replace: 'undefined',
  },
  {
    name: 'an open session is believed only until the cadence runs out',
    file: 'src/home/presence.ts',
    find: "if (session?.open === true) return is('online', { code: 'session-open', sinceMs: now - session.at })",
    replace: '',
  },
  {
    name: 'silence is counted while nobody listened',
    file: 'src/home/presence.ts',
    find: 'const silentMs = now - Math.max(heard?.at ?? listeningSince, listeningSince)',
    replace: 'const silentMs = now - (heard?.at ?? 0)',
  },
  {
    name: 'a takeover ends the only session: the old one closing counts as the login closing',
    file: 'src/gateway/signs.ts',
    find: 'const open = event.sessions > 0',
    replace: "const open = event.kind === 'opened' || event.kind === 'ping'",
  },
  {
    name: 'a replayed message is a sign of life',
    file: 'src/adapters/mqtt/embedded.ts',
    find: 'inbound?.message({ topic, payload, retained: true, arrivedAt, ...publisher(account) })',
    replace: 'inbound?.message({ topic, payload, retained: false, arrivedAt, ...publisher(account) })',
  },
  {
    name: 'a replay overrules what was heard after it was retained',
    file: 'src/home/known.ts',
    find: 'return before.heardAt === undefined || arrivedAt > before.heardAt',
    replace: 'return true',
  },
  {
    name: 'what an earlier run retained overrules what it knew last',
    file: 'src/home/known.ts',
    find: 'if (arrivedAt === Number.NEGATIVE_INFINITY) return false',
    replace: '',
  },
  {
    name: 'whoever was heard since has the command, whatever the kernel says',
    file: 'src/adapters/mqtt/kernelQueue.ts',
    find: 'const owed = unacknowledged(socket, sentAt)',
    replace: 'const owed = socket.bytesRead === bytesRead ? unacknowledged(socket, sentAt) : 0',
  },
  {
    name: 'the result of an earlier command confirms this one',
    file: 'src/gateway/witness.ts',
    find: 'const isOurs = result.id === id ||',
    replace: 'const isOurs = result.error === undefined ||',
  },
  {
    name: 'an appliance that is alive has surely obeyed',
    file: 'src/gateway/performCommand.ts',
    find: "if (resident.appliance.policy === 'sent' && !mustTell)",
    replace: 'if (!mustTell)',
  },
  {
    name: 'one property that fits is enough, and a contradiction is forgotten',
    file: 'src/gateway/witness.ts',
    find: 'return shown.length > 0 && shown.every(fits) ? { done: true } : undefined',
    replace: 'return shown.length > 0 && reported.size > 0 ? { done: true } : undefined',
  },
  {
    name: 'values are stamped with now where the clock is not believed',
    file: 'src/home/moment.ts',
    find: "moment === undefined || moment.origin === 'untrusted' ? undefined : moment.wall",
    replace: 'moment?.wall',
  },
  {
    name: 'whatever time an appliance prints is believed',
    file: 'src/home/moment.ts',
    find: "if (plausible) return { wall: own, origin: 'appliance' }",
    replace: "if (own !== undefined) return { wall: own, origin: 'appliance' }",
  },
  {
    name: 'commands to one appliance run side by side',
    file: 'src/gateway/lanes.ts',
    find: 'const before = lane.length > 1 ? lane.tail : undefined',
    replace: 'const before = undefined as Promise<void> | undefined',
  },
  {
    name: 'the memory of answers does not find what it holds',
    file: 'src/gateway/door.ts',
    find: "const key = hash('sha256', body, 'base64')",
    replace: "const key = hash('sha256', `${arrivedAt}${String(body)}`, 'base64')",
  },
  {
    name: 'a waiter stays when its question was not taken or is over',
    file: 'src/gateway/waiters.ts',
    find: 'count--',
    replace: '',
  },
  {
    name: 'the deadline of a waiter is forgotten',
    file: 'src/gateway/waiters.ts',
    find: 'clock.after(Math.max(0, deadline - clock.mono()),',
    replace: 'clock.after(Math.max(0, deadline - clock.mono()) + 1_500,',
  },
  {
    name: 'a message id of our own is given to every answer',
    file: 'src/gateway/answer.ts',
    find: 'messageId: envelope.messageId ?? ids.uuid(),',
    replace: 'messageId: ids.uuid(),',
  },
  {
    name: 'a stop writes only what is due',
    file: 'src/gateway/telemetry.ts',
    find: 'values = [...said, ...residents.flatMap(ledger.takenBack)]',
    replace: 'values = [...said.slice(1), ...residents.flatMap(ledger.takenBack)]',
  },
  {
    name: 'a token is revoked as lazily as telemetry is written',
    file: 'src/adapters/sqlite/tokenStore.ts',
    find: "database.write('durable', () => revoke.run(",
    replace: "database.write('batched', () => revoke.run(",
  },
  {
    name: 'a parent that is offline takes its children offline',
    file: 'src/home/presence.ts',
    find: "if (around.parentOffline) return is('unknown', { code: 'parent-offline' })",
    replace: "if (around.parentOffline) return is('offline', { code: 'parent-offline' })",
  },
  {
    name: 'a login keeps the state it was first seen in',
    file: 'src/gateway/signs.ts',
    find: 'const session = before?.open === open ? before : { open, at, timedOut }',
    replace: 'const session = before ?? { open, at, timedOut }',
  },
  ...SURROUNDING_FAULTS,
]

/** The source with a fault in it; undefined when the place is not there exactly once. */
export function planted({ file, find, replace }: Fault): string | undefined {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return source.split(find).length === 2 ? source.replace(find, () => replace) : undefined
}
