/** The way in, as the running gateway sees it: its own verdict on whether CLOVA reaches it, and its tunnel. */
import { pointer } from '../../kernel/json.ts'
import { text } from '../../kernel/text.ts'
import { check } from './check.ts'
import { type Patient, statusText } from './patient.ts'

const exposure = check({
  id: 'exposure',
  title: text('CLOVA가 닿는지', 'CLOVA が届くか', 'Reached by CLOVA'),
  needs: ['gateway'],
  sayings: {
    good: { level: 'ok', what: text('{why}', '{why}', '{why}') },
    unsure: {
      level: 'warning',
      what: text('알 수 없음: {why}', '不明: {why}', 'cannot be told: {why}'),
      next: text(
        'Wi-Fi를 끈 휴대전화로 공개 주소의 /live 를 여세요. 빈 화면이면 정상입니다. 차례로 확인: clova2mqtt link show --check',
        'Wi-Fi を切ったスマートフォンで公開アドレスの /live を開いてください。空の画面なら正常です。順に確認: clova2mqtt link show --check',
        'Look at /live of the public address on a phone without Wi-Fi; an empty page is right. Step by step: clova2mqtt link show --check',
      ),
    },
    lost: {
      level: 'failure',
      what: text('{why}', '{why}', '{why}'),
      next: text(
        '차례로 확인: clova2mqtt link show --check',
        '順に確認: clova2mqtt link show --check',
        'Step by step: clova2mqtt link show --check',
      ),
    },
  },
  look(patient) {
    const word = statusText(patient, '/exposure/word')
    const values = { why: inLanguage(patient, '/exposure/text') }
    if (word === 'reachable') return { code: 'good', values }
    return { code: word === 'unreachable' ? 'lost' : 'unsure', values }
  },
})

const tunnel = check({
  id: 'tunnel',
  title: text('터널', 'トンネル', 'Tunnel'),
  needs: ['gateway'],
  sayings: {
    good: { level: 'ok', what: text('{kind} 이어짐', '{kind} 接続中', '{kind} stands') },
    own: { level: 'ok', what: text('직접 관리', '自前', 'your own') },
    starting: { level: 'skipped', what: text('{kind} 시작 중', '{kind} 起動中', '{kind} is starting') },
    down: {
      level: 'failure',
      what: text('{kind}: {why}', '{kind}: {why}', '{kind}: {why}'),
      next: text(
        '그 프로그램이 한 말: journalctl -u clova2mqtt -e. 방법별 함정: docs/tunnels.md',
        'そのプログラムの言葉: journalctl -u clova2mqtt -e。方法ごとの落とし穴: docs/tunnels.md',
        'What its program said: journalctl -u clova2mqtt -e. The pitfalls of each kind: docs/tunnels.md',
      ),
    },
  },
  look(patient) {
    const state = statusText(patient, '/exposure/tunnel/state')
    const values = {
      kind: statusText(patient, '/exposure/tunnel/kind') ?? '?',
      why: inLanguage(patient, '/exposure/tunnel/text'),
    }
    if (state === 'unwatched') return { code: 'own' }
    if (state === 'up') return { code: 'good', values }
    return { code: state === 'starting' ? 'starting' : 'down', values }
  },
})

/** A text that the gateway gives in every language. */
function inLanguage({ gateway, language }: Patient, path: string): string {
  const said = gateway.runs ? pointer(gateway.status, `${path}/${language}`) : undefined
  return typeof said === 'string' ? said : ''
}

export const EXPOSURE_CHECKS = [exposure, tunnel]
