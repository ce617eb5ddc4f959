/** Lets an event of a plan happen. */
import { type AttackerOptions, attack } from './attacker.ts'
import type { Cek } from './cek.ts'
import type { Host } from './host.ts'
import type { OutsideHouse } from './outsideHouse.ts'
import type { Peer } from './peer.ts'
import type { SimEvent } from './plan.ts'
import type { Recorder } from './record.ts'
import type { SimTime } from './simTime.ts'

/** Everything that something can happen to. */
export interface Stage {
  readonly time: SimTime
  readonly recorder: Recorder
  readonly host: Host
  readonly house: OutsideHouse
  readonly peers: readonly Peer[]
  readonly cek: Cek
  readonly attacker: AttackerOptions
}

export function happen(event: SimEvent, stage: Stage): void {
  stage.recorder.trace(`event ${JSON.stringify(event)}`)
  happenToPeers(event, stage)
  happenToHost(event, stage)
  happenAround(event, stage)
}

function happenToPeers(event: SimEvent, { peers }: Stage): void {
  const peer = 'login' in event ? peers.find(({ role }) => role.login === event.login) : undefined
  switch (event.kind) {
    case 'manner':
      for (const one of peer?.firmwares ?? []) one.become(event.manner, event.time)
      peer?.changed()
      break
    case 'report':
      peer?.say((peer?.firmwares ?? []).flatMap(one => one.report(event.choice, event.retain)))
      break
    case 'leave':
    case 'breakOff':
    case 'powerOff':
      peer?.[event.kind](event.backMs)
      break
    case 'takeOver':
      peer?.takeOver(event.sameId, event.overlapMs)
      break
    case 'part':
      peer?.part(event.forMs, event.retryMs)
      break
    case 'announce':
      peer?.announce(event.present)
      break
    case 'suspend':
      // Who pings more often than that has given the connection up meanwhile.
      for (const one of peers) if (one.role.keepaliveS * 1_500 < event.forMs) one.breakOff(10)
      break
  }
}

function happenToHost(event: SimEvent, { host }: Stage): void {
  switch (event.kind) {
    case 'restart':
      host.restart(event.downMs)
      break
    case 'powerCut':
      host.powerCut(event.downMs)
      break
    case 'broker':
      host.restartBroker(event.downMs)
      break
    case 'switchBroker':
      host.switchBroker(event.downMs)
      break
    case 'zone':
      host.changeZone(event.zone, event.downMs)
      break
    case 'reload':
      host.reload(event.choice, event.backMs)
      break
    case 'disk':
      host.failDisk(event.forMs)
      break
    case 'slowDisk':
      host.slowDisk(event.forMs, event.stallMs)
      break
    case 'damage':
      host.damage(event.downMs, event.page)
      break
    case 'token':
      host.decideToken(event.live)
      break
  }
}

function happenAround(event: SimEvent, { time, house, cek, attacker }: Stage): void {
  switch (event.kind) {
    case 'ask':
      cek.ask(event)
      break
    case 'partBroker':
      house.part(event.forMs, event.retryMs)
      break
    case 'attack':
      attack(event.how, attacker)
      break
    case 'wall':
      time.stepWall(event.byMs)
      break
    case 'trust':
      time.setTrusted(event.trusted)
      break
    case 'suspend':
      time.suspend(event.forMs)
      break
  }
}
