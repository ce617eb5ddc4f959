/** CEK as it may behave: sends, sends the same bytes again, and several at once. */
import { cekRequest, TEST_TOKEN } from '../support/cekRequest.ts'
import type { Cast } from './cast.ts'
import { whose } from './gatewayRun.ts'
import type { Host } from './host.ts'
import type { Peer } from './peer.ts'
import type { SimEvent } from './plan.ts'
import type { Asked, Recorder } from './record.ts'
import type { SimTime } from './simTime.ts'
import { OTHER_TOKEN, USER_TOKENS } from './storage.ts'

export interface Cek {
  readonly ask: (event: SimEvent & { readonly kind: 'ask' }) => void
  /** At the end every directive that could be answered was. */
  readonly finish: () => void
}

export interface CekOptions {
  readonly time: SimTime
  readonly recorder: Recorder
  readonly cast: Cast
  readonly host: Host
  readonly peers: readonly Peer[]
  readonly answered: (asked: Asked) => void
}

export function openCek({ time, recorder, cast, host, peers, answered }: CekOptions): Cek {
  const { facts } = recorder
  const send = (event: SimEvent & { readonly kind: 'ask' }, repeats: Asked | undefined): Asked | undefined => {
    const gateway = host.door()
    const wish = cast.wishes[event.wish % cast.wishes.length]
    if (gateway === undefined || wish === undefined) return undefined
    const messageId = `message-${event.id}`
    const tokens = { ...USER_TOKENS, good: TEST_TOKEN, other: `${OTHER_TOKEN}-${host.tokenNumber()}`, unknown: 'never' }
    const token = tokens[event.token]
    const body = repeats?.body ?? cekRequest({ ...wish, messageId, token })
    const asked: Asked = {
      number: facts.asked.length,
      wish,
      messageId,
      body,
      token: event.token,
      tokenNumber: repeats?.tokenNumber ?? host.tokenNumber(),
      sentAt: time.mono(),
      life: facts.life,
      repeats,
      commands: [],
      wellSince: () => peers.find(({ role }) => role.appliances.includes(wish.applianceId ?? ''))?.wellSince(),
      verifyMs: event.verifyMs,
      answer: undefined,
      lost: false,
      stalledMs: facts.stalledMs,
    }
    facts.asked.push(asked)
    recorder.trace(
      `cek ${asked.number} ${wish.action} ${wish.applianceId ?? ''}${repeats === undefined ? '' : ' again'}`,
    )
    whose
      .run(asked, () => gateway.receive(body, undefined))
      .then(
        answer => {
          if (asked.lost) return
          if (asked.answer !== undefined) recorder.break('answeredOnce', `directive ${asked.number} was answered twice`)
          if (!answer.verified) return recorder.break('answeredOnce', `directive ${asked.number} was not verified`)
          asked.answer = { at: time.mono(), text: answer.body.toString() }
          recorder.trace(`answer ${asked.number} ${asked.answer.text}`)
          answered(asked)
        },
        error => recorder.break('answeredOnce', `directive ${asked.number} was rejected: ${String(error)}`),
      )
    return asked
  }
  return {
    ask(event) {
      const first = send(event, undefined)
      if (first === undefined) return recorder.trace('cek: nobody listens')
      for (const afterMs of event.repeatsMs) time.after(afterMs, () => send(event, first))
    },
    finish() {
      const open = facts.asked.find(
        ({ answer, lost, sentAt }) => answer === undefined && !lost && time.mono() - sentAt > 5_000,
      )
      if (open !== undefined) recorder.break('answeredOnce', `directive ${open.number} was never answered`)
    },
  }
}
