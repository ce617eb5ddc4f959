/** Every way to a `TargetOfflineError` and a `ValueNotFoundError`, by the door: the log says why in the language of the home. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import type { Language } from '../../src/kernel/text.ts'
import { seconds } from '../../src/kernel/time.ts'
import type { OutgoingMessage } from '../../src/ports/bus.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openRig, type Rig } from '../support/rig.ts'
import { whySaid } from '../support/whySaid.ts'

const APPLIANCES = [
  nativeAppliance('lamp', { type: 'LIGHT', interval: 30, properties: { power: {}, brightness: {} } }),
  nativeAppliance('meter', { type: 'SMARTMETER', properties: { consumption: {} } }),
  nativeAppliance('fresh', { type: 'AIRPURIFIER', properties: { mode: { values: ['sleep', 'auto'] } } }),
  nativeAppliance('child', { type: 'AIRSENSOR', properties: { humidity: {} } }, { parent: 'meter' }),
  boundAppliance('mute', 'AIRSENSOR', { humidity: { state: 'm/sensor', read: { pointer: '/h' } } }),
  boundAppliance('dimmer', 'LIGHT', { brightness: { state: 'd/state', set: 'd/set' } }),
  boundAppliance('probe', 'SMARTMETER', { consumption: { state: 'p/state', get: 'p/get' } }),
]
const PERIOD: JsonObject = { period: { start: '2026-11-19T00:00:00+09:00', end: '2026-11-19T23:59:59+09:00' } }
const UP: JsonObject = { deltaBrightness: { value: 10 } }

interface Way {
  readonly name: string
  readonly error: 'TargetOfflineError' | 'ValueNotFoundError'
  /** What its words must hold in English, Korean and Japanese. */
  readonly words: readonly [string, string, string]
  readonly before?: (rig: Rig) => void | Promise<void>
  readonly asks: readonly [action: string, applianceId: string, operands?: JsonObject]
  /** What the appliance says when it is asked; default: nothing. */
  readonly answer?: (rig: Rig, question: JsonObject) => void
}

const login = (...ids: string[]) => {
  return async (rig: Rig): Promise<void> => {
    for (const id of ids) rig.session('opened', id, 1)
    await rig.clock.advance(1)
  }
}
const result = (id: string, more: JsonObject) => (rig: Rig, question: JsonObject) =>
  rig.say(id, 'result', { id: question['id'] ?? null, ok: true, ...more })

const WAYS: readonly Way[] = [
  {
    name: 'its login closed',
    error: 'TargetOfflineError',
    words: [
      'offline: its login closed',
      '오프라인: 0초 전 브로커 접속을 종료함',
      'オフライン: 0秒前にブローカー接続を終了した',
    ],
    before: rig => {
      rig.session('opened', 'lamp', 1)
      rig.session('closed', 'lamp', 0)
    },
    asks: ['TurnOn', 'lamp'],
  },
  {
    name: 'its last will came',
    error: 'TargetOfflineError',
    words: ['last will 5 s ago', '5초 전 유언', '5秒前に遺言'],
    before: async rig => {
      rig.say('lamp', 'availability', 'offline')
      await rig.clock.advance(seconds(5))
    },
    asks: ['TurnOn', 'lamp'],
  },
  {
    name: 'the command was not answered',
    error: 'TargetOfflineError',
    words: ['a command 0 s ago was not answered', '0초 전 명령에 응답 없음', '0秒前のコマンドに応答なし'],
    asks: ['TurnOn', 'lamp'],
  },
  {
    name: 'its turn came too late',
    error: 'TargetOfflineError',
    words: ['its turn came after the deadline: offline', '기한이 지남: 오프라인', '期限を過ぎていた: オフライン'],
    before: rig => void rig.ask({ action: 'TurnOff', applianceId: 'lamp' }),
    asks: ['TurnOn', 'lamp'],
  },
  {
    name: 'the value to start from was not told',
    error: 'TargetOfflineError',
    words: ['brightness is not known by now: unknown', '아직 알 수 없음: 모름', 'まだ分からない: 不明'],
    asks: ['IncrementBrightness', 'lamp', UP],
  },
  {
    name: 'the broker is lost',
    error: 'TargetOfflineError',
    words: ['the command was not taken', '명령을 보낼 수 없음', 'コマンドを送れない'],
    before: rig => rig.connection(false),
    asks: ['TurnOn', 'lamp'],
  },
  {
    name: 'a question was not answered',
    error: 'TargetOfflineError',
    words: ['no answer: unknown: listening for', '응답 없음: 모름', '応答なし: 不明'],
    asks: ['GetConsumption', 'meter'],
  },
  {
    name: 'a question about a period was not answered',
    error: 'TargetOfflineError',
    words: ['no answer: unknown: listening for', '응답 없음: 모름', '応答なし: 不明'],
    asks: ['GetConsumption', 'meter', PERIOD],
  },
  {
    name: 'its parent is offline',
    error: 'TargetOfflineError',
    words: ['no answer: unknown: its bridge is offline', '상위 브리지가 오프라인', '親ブリッジがオフライン'],
    before: rig => rig.session('closed', 'meter', 0),
    asks: ['GetHumidity', 'child'],
  },
  {
    name: 'the appliance itself says so',
    error: 'TargetOfflineError',
    words: ['the appliance answered code 2209', '기기가 오류 코드 2209로 응답', '家電がエラーコード 2209 で応答'],
    asks: ['GetConsumption', 'meter'],
    answer: result('meter', { ok: false, error: { code: '2209', message: '' } }),
  },
  {
    name: 'a value was never reported and cannot be asked for',
    error: 'ValueNotFoundError',
    words: [
      'it has never been reported; there is no way',
      '아직 알린 적 없음; 물을',
      'まだ報告されていない; 問い合わせる',
    ],
    before: rig => rig.hear('m/sensor', { t: 1 }),
    asks: ['GetHumidity', 'mute'],
  },
  {
    name: 'a value that was reported cannot be read',
    error: 'ValueNotFoundError',
    words: ['what was reported 0 s ago cannot be read', '읽을 수 없음', '読み取れない'],
    before: rig => rig.hear('m/sensor', { h: 'wet' }),
    asks: ['GetHumidity', 'mute'],
  },
  {
    name: 'the appliance does not know its value',
    error: 'ValueNotFoundError',
    words: ['that it does not know', '기기가 모른다고 알림', '家電が不明と報告した'],
    before: rig => rig.hear('m/sensor', { h: null }),
    asks: ['GetHumidity', 'mute'],
  },
  {
    name: 'one that is logged in does not say it',
    error: 'ValueNotFoundError',
    words: ['asked 4 s ago without an answer', '4초 전 질문에 응답 없음', '4秒前の問い合わせに応答なし'],
    before: login('meter'),
    asks: ['GetConsumption', 'meter'],
  },
  {
    name: 'the value to start from is of before the start',
    error: 'ValueNotFoundError',
    words: [
      'not said since the start: brightness: unknown',
      '시작한 뒤로 알린 적 없음: brightness',
      '開始後に報告されていない',
    ],
    before: rig => rig.hear('d/state', '40', true),
    asks: ['IncrementBrightness', 'dimmer', UP],
  },
  {
    name: 'nothing at all is known of it',
    error: 'ValueNotFoundError',
    words: ['nothing is known of the appliance', '기기에 대해 알려진 값이 없음', '家電の値が何も分からない'],
    before: login('lamp'),
    asks: ['GetDeviceState', 'lamp'],
  },
  {
    name: 'there is no way to ask for a period',
    error: 'ValueNotFoundError',
    words: ['is not kept by period', '기간별 값을 물을 방법이 없음', '期間ごとの値を問い合わせる方法がない'],
    asks: ['GetConsumption', 'probe', PERIOD],
  },
  {
    name: 'one that is logged in does not answer for a period',
    error: 'ValueNotFoundError',
    words: ['was not answered for the period; online: logged', '응답 없음; 온라인', '応答なし; オンライン'],
    before: login('meter'),
    asks: ['GetConsumption', 'meter', PERIOD],
  },
  {
    name: 'the appliance does not know the value of the period',
    error: 'ValueNotFoundError',
    words: ['of the period: the appliance says', '그 기간의 값을 기기가 모른다고', 'その期間の値は不明'],
    asks: ['GetConsumption', 'meter', PERIOD],
    answer: result('meter', { consumption: null }),
  },
  {
    name: 'the answer for a period has no value',
    error: 'ValueNotFoundError',
    words: ['of the period: the answer does not say it', '응답에 그 기간의 값이 없음', '応答にその期間の値がない'],
    asks: ['GetConsumption', 'meter', PERIOD],
    answer: result('meter', {}),
  },
  {
    name: 'the present value is none of the list',
    error: 'ValueNotFoundError',
    words: ['is not one of those there are', '고를 수 있는 값에 없음', '選べる値の中にない'],
    before: rig => rig.say('fresh', 'state', { mode: 'roomcare' }),
    asks: ['ChangeMode', 'fresh'],
  },
  {
    name: 'the appliance itself says that there is none',
    error: 'ValueNotFoundError',
    words: ['the appliance answered code 2205', '기기가 오류 코드 2205로 응답', '家電がエラーコード 2205 で応答'],
    asks: ['GetConsumption', 'meter'],
    answer: result('meter', { ok: false, error: { code: '2205', message: '' } }),
  },
]

async function why({ before, asks, answer }: Way, language: Language): Promise<string> {
  const rig = await openRig({ appliances: APPLIANCES, language })
  rig.onPublish(({ topic, payload }: OutgoingMessage) => {
    if (topic.endsWith('/get') && topic.startsWith('clova2mqtt/')) answer?.(rig, JSON.parse(payload) as JsonObject)
  })
  await before?.(rig)
  return whySaid(rig, ...asks)
}

describe('every refusal for who is not there and what is not known', () => {
  test.each(WAYS)('$name', async way => {
    const [en, ko, ja] = way.words
    for (const [language, words] of [
      ['en', en],
      ['ko', ko],
      ['ja', ja],
    ] as const) {
      const said = await why(way, language)
      expect(said).toContain(`${way.error}: `)
      expect(said).toContain(words)
      // Ids, names of properties and what another program said (in brackets) are the same everywhere.
      if (language !== 'en')
        expect(said.slice(way.error.length).replace(/\(.*?\)|（.*?）/g, '')).not.toMatch(/[a-z]+ [a-z]+/)
    }
  })

  test('is in the table', () => {
    const count = (error: Way['error']): number => WAYS.filter(way => way.error === error).length
    expect([count('TargetOfflineError'), count('ValueNotFoundError')]).toEqual([10, 12])
  })
})
