/** What can be wrong with a virtual appliance: a table, so that the menu, the help and the parser cannot disagree. */
import type { Text } from '../../kernel/text.ts'

interface FaultRow {
  readonly text: Text
  /** Whether the fault takes a number or code, and the one it has when none is given. */
  readonly parameter?: { readonly otherwise: string; readonly pattern: RegExp }
}

/** Longest delay that can be asked for: a minute is far beyond every deadline. */
const DELAY = /^(0|[1-9]\d{0,4})$/

export const FAULTS = {
  none: { text: { ko: '정상', ja: '正常', en: 'works as it should' } },
  slow: {
    text: {
      ko: '명령과 질문에 정한 밀리초만큼 늦게 답함',
      ja: '指定したミリ秒だけ遅れて応答する',
      en: 'obeys and answers this many milliseconds late',
    },
    parameter: { otherwise: '2000', pattern: DELAY },
  },
  silent: {
    text: {
      ko: '연결은 열려 있으나 아무 말도 하지 않음',
      ja: '接続したまま何も言わない',
      en: 'stays connected but says nothing any more',
    },
  },
  lying: {
    text: {
      ko: '명령을 따르지 않고 다른 상태를 보고함',
      ja: 'コマンドに従わず別の状態を報告する',
      en: 'does not obey and reports another state',
    },
  },
  erring: {
    text: {
      ko: '명령을 LG 오류 코드로 거절함 (자체 토픽이 아니면 lying과 같음)',
      ja: 'コマンドを LG エラーコードで拒否する（独自トピック以外は lying と同じ）',
      en: 'refuses with this LG error code (without native topics: as lying)',
    },
    parameter: { otherwise: '2304', pattern: /^\d{4}$/ },
  },
  offline: {
    text: {
      ko: '작별 없이 연결을 끊음: 브로커가 유언을 전함',
      ja: '別れを告げずに切断する: ブローカーが遺言を配る',
      en: 'drops its connection without a good-bye: the broker tells its last will',
    },
  },
  duplicate: {
    text: { ko: '모든 답을 두 번 보냄', ja: 'すべての応答を二度送る', en: 'sends every answer twice' },
  },
  ramp: {
    text: {
      ko: '숫자 값을 정한 밀리초에 걸쳐 네 단계로 바꾸며 매번 보고함',
      ja: '数値を指定ミリ秒かけて四段階で変え、その都度報告する',
      en: 'moves numbers in four steps over this many milliseconds, reporting each',
    },
    parameter: { otherwise: '800', pattern: DELAY },
  },
} as const satisfies Record<string, FaultRow>

export type FaultName = keyof typeof FAULTS

export interface Fault {
  readonly name: FaultName
  /** Empty for faults without one. */
  readonly parameter: string
}

export const NO_FAULT: Fault = { name: 'none', parameter: '' }

/** Reads `slow:2000`, `slow 2000`, `silent`; undefined when it is no fault or its parameter has another form. */
export function parseFault(text: string): Fault | undefined {
  const [name = '', given, ...rest] = text.trim().split(/[:\s]+/)
  if (rest.length > 0 || !Object.hasOwn(FAULTS, name)) return undefined
  const row: FaultRow = FAULTS[name as FaultName]
  if (row.parameter === undefined) return given === undefined ? { name: name as FaultName, parameter: '' } : undefined
  const parameter = given ?? row.parameter.otherwise
  return row.parameter.pattern.test(parameter) ? { name: name as FaultName, parameter } : undefined
}

/** The fault as {@link parseFault} reads it. */
export const faultText = ({ name, parameter }: Fault): string => (parameter === '' ? name : `${name}:${parameter}`)
