/** Mistakes that only the surroundings added later can show: an outside broker, reloads, users, attacks, damage, zones, scenes. */

export interface Fault {
  readonly name: string
  /** File below the root of the repository. */
  readonly file: string
  /** Occurs exactly once in the file; when it does not, the fault must be written anew. */
  readonly find: string
  readonly replace: string
}

export const SURROUNDING_FAULTS: readonly Fault[] = [
  {
    name: 'a broker that has not answered the ping behind a command counts as one that has read it',
    file: 'src/adapters/mqtt/outsideLink.ts',
    find: 'mayStillArrive: () => !isRead() && (options.mayStillArrive?.() ?? true)',
    replace: 'mayStillArrive: () => false',
  },
  {
    name: 'what an outside broker replays is taken for life',
    file: 'src/adapters/mqtt/outsideLink.ts',
    find: 'events.message(topic, payload, packet.retain)',
    replace: 'events.message(topic, payload, false)',
  },
  {
    name: 'the loss of an outside broker is not told',
    file: 'src/adapters/mqtt/outside.ts',
    find: 'down: () => inbound?.connection(false),',
    replace: 'down: () => undefined,',
  },
  {
    name: 'an explanation counts from elsewhen',
    file: 'src/home/explain.ts',
    find: 'agoMs: now - heard.at, beforeOutage }',
    replace: 'agoMs: now - heard.at + 1_000, beforeOutage }',
  },
  {
    name: 'the reason of a presence counts from elsewhen',
    file: 'src/home/presence.ts',
    find: "return is('online', { code: 'heard', by: heard.by, agoMs: now - heard.at })",
    replace: "return is('online', { code: 'heard', by: heard.by, agoMs: now - listeningSince })",
  },
  {
    name: 'why a directive was refused is not logged',
    file: 'src/gateway/answer.ts',
    find: 'logLine(context, one, { outcome, why })',
    replace: 'logLine(context, one, { outcome })',
  },
  {
    name: 'the exceptions of a user are forgotten',
    file: 'src/home/permission.ts',
    find: '&& rule.except?.some(picks) !== true',
    replace: '',
  },
  {
    name: 'a user may command what is not shown to them',
    file: 'src/gateway/view.ts',
    find: 'return found !== undefined && mayUse(rule, found.appliance) ? found : undefined',
    replace: 'return found',
  },
  {
    name: 'an appliance that left the configuration stays',
    file: 'src/gateway/house.ts',
    find: 'if (announced === undefined) residents.delete(id)',
    replace: 'if (announced === undefined) continue',
  },
  {
    name: 'an appliance that took its description back stays',
    file: 'src/gateway/house.ts',
    find: 'return !configured.has(id) && residents.delete(id)',
    replace: 'return !configured.has(id)',
  },
  {
    name: 'a new appliance is silent since before it came',
    file: 'src/gateway/house.ts',
    find: 'return listening === undefined || listening > since ? listening : since',
    replace: 'return since === undefined ? since : listening',
  },
  {
    name: 'whoever is offline is not listed',
    file: 'src/gateway/discover.ts',
    find: 'if (offer.actions.length === 0) {',
    replace: 'if (offer.actions.length === 0 || !reachable) {',
  },
  {
    name: 'everybody may follow every topic',
    file: 'src/adapters/mqtt/messageGate.ts',
    find: 'if (!parts.book.maySubscribe(account, filter)) return',
    replace: "if (filter === '') return",
  },
  {
    name: 'everybody may publish on every topic',
    file: 'src/adapters/mqtt/messageGate.ts',
    find: '!parts.book.mayPublish(account, packet.topic)',
    replace: "packet.topic === ''",
  },
  {
    name: 'a client id may be taken from another account',
    file: 'src/adapters/mqtt/loginGate.ts',
    find: 'client.id = `${account}/${shownId}`',
    replace: 'client.id = shownId',
  },
  {
    name: 'a damaged database is replaced by an empty one, backup or not',
    file: 'src/adapters/sqlite/open.ts',
    find: 'const restored = options.restore?.(file)',
    replace: 'const restored = undefined',
  },
  {
    name: 'a local time is read as UTC',
    file: 'src/home/moment.ts',
    find: 'parseTimestamp(said, zone)',
    replace: 'parseTimestamp(said, () => 0)',
  },
  {
    name: 'a scene is confirmed whatever became of it',
    file: 'src/gateway/runScene.ts',
    find: 'if (failed !== undefined) throw failed.reason',
    replace: 'if (failed !== undefined && length > MAX_SCENE_ACTIONS) throw failed.reason',
  },
  {
    name: 'what was said in answers is not kept',
    file: 'src/gateway/heard.ts',
    find: 'if (present) applyReport(',
    replace: "if (present && said.by === 'message') applyReport(",
  },
]
