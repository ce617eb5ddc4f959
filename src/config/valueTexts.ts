/** Texts of problems with single keys and values, whatever they are for. */
import type { ProblemText } from './problemText.ts'

export const VALUE_TEXTS = {
  missing: {
    message: { ko: '값이 없습니다.', ja: '値がありません。', en: 'this is missing.' },
    fix: {
      ko: '이 항목에 {missing} 키를 적으세요.',
      ja: 'この項目に{missing}を書いてください。',
      en: 'write the key {missing} in this entry.',
    },
  },
  empty: {
    message: { ko: '비어 있습니다.', ja: '空です。', en: 'this is empty.' },
    fix: {
      ko: '값을 적거나 이 줄을 지우세요.',
      ja: '値を書くか、この行を削除してください。',
      en: 'write a value or remove the line.',
    },
  },
  unknownKey: {
    message: { ko: '모르는 키입니다.', ja: '知らないキーです。', en: 'there is no such key.' },
    fix: {
      ko: '지우거나 이 중에서 고르세요: {list}',
      ja: '削除するか、次から選んでください: {list}',
      en: 'remove it or use one of: {list}',
    },
  },
  meantKey: {
    message: { ko: '모르는 키입니다.', ja: '知らないキーです。', en: 'there is no such key.' },
    fix: { ko: '{near}(으)로 바꾸세요.', ja: '{near}に変えてください。', en: 'did you mean {near}?' },
  },
  meant: {
    message: { ko: '모르는 이름입니다.', ja: '知らない名前です。', en: 'there is no such name.' },
    fix: { ko: '{near}(으)로 바꾸세요.', ja: '{near}に変えてください。', en: 'did you mean {near}?' },
  },
  notOneOf: {
    message: { ko: '모르는 이름입니다.', ja: '知らない名前です。', en: 'there is no such name.' },
    fix: { ko: '이 중에서 고르세요: {list}', ja: '次から選んでください: {list}', en: 'use one of: {list}' },
  },
  wantText: {
    message: { ko: '글자가 와야 합니다.', ja: '文字列が必要です。', en: 'a text belongs here.' },
    fix: { ko: '한 줄의 값으로 적으세요.', ja: '1行の値で書いてください。', en: 'write a single value on this line.' },
  },
  wantMap: {
    message: { ko: '여기에 올 수 없는 모양입니다.', ja: 'ここに書けない形です。', en: 'this has the wrong form.' },
    fix: {
      ko: '아래 줄에 들여써서 "키: 값"으로 적으세요 (docs/config.md).',
      ja: '次の行に字下げして「キー: 値」で書いてください (docs/config.md)。',
      en: 'write "key: value" lines below it, indented (docs/config.md).',
    },
  },
  wantList: {
    message: { ko: '목록이 와야 합니다.', ja: 'リストが必要です。', en: 'a list belongs here.' },
    fix: {
      ko: '[a, b]처럼 쓰거나 줄마다 "- "로 시작하세요.',
      ja: '[a, b]のように書くか、各行を「- 」で始めてください。',
      en: 'write [a, b], or lines that begin with "- ".',
    },
  },
  wantNumber: {
    message: { ko: '숫자가 아닙니다.', ja: '数ではありません。', en: 'this is not a number.' },
    fix: { ko: '숫자만 적으세요.', ja: '数だけを書いてください。', en: 'write a plain number.' },
  },
  wantWhole: {
    message: { ko: '정수가 아닙니다.', ja: '整数ではありません。', en: 'this is not a whole number.' },
    fix: { ko: '소수점 없이 적으세요.', ja: '小数点なしで書いてください。', en: 'leave out the fraction.' },
  },
  wantBoolean: {
    message: {
      ko: 'true나 false가 아닙니다.',
      ja: 'trueでもfalseでもありません。',
      en: 'this is neither true nor false.',
    },
    fix: { ko: 'true 또는 false로 적으세요.', ja: 'trueまたはfalseと書いてください。', en: 'write true or false.' },
  },
  wantDuration: {
    message: { ko: '시간이 아닙니다.', ja: '時間ではありません。', en: 'this is not a duration.' },
    fix: {
      ko: '500ms, 30s, 5m, 2h, 1d처럼 단위를 붙이세요.',
      ja: '500ms、30s、5m、2h、1dのように単位を付けてください。',
      en: 'write it with its unit: 500ms, 30s, 5m, 2h, 1d.',
    },
  },
  wantScale: {
    message: {
      ko: '0이 아닌 숫자나 분수가 아닙니다.',
      ja: '0以外の数でも分数でもありません。',
      en: 'this is neither a number other than zero nor a fraction.',
    },
    fix: {
      ko: '0.1이나 100/254처럼 적으세요.',
      ja: '0.1や100/254のように書いてください。',
      en: 'write something like 0.1 or 100/254.',
    },
  },
  outOfRange: {
    message: { ko: '범위를 벗어났습니다.', ja: '範囲外です。', en: 'this is out of range.' },
    fix: {
      ko: '{min}에서 {max} 사이로 적으세요.',
      ja: '{min}から{max}の間にしてください。',
      en: 'use a value from {min} to {max}.',
    },
  },
  tooLong: {
    message: { ko: '너무 깁니다.', ja: '長すぎます。', en: 'this is too long.' },
    fix: { ko: '{max}자 아래로 줄이세요.', ja: '{max}文字以下にしてください。', en: 'use at most {max} characters.' },
  },
  tooMany: {
    message: { ko: '항목이 너무 많습니다.', ja: '項目が多すぎます。', en: 'there are too many entries.' },
    fix: { ko: '{max}개 아래로 줄이세요.', ja: '{max}個以下にしてください。', en: 'use at most {max}.' },
  },
  wantTopic: {
    message: {
      ko: '메시지를 보낼 토픽이 아닙니다.',
      ja: '送信できるトピックではありません。',
      en: 'nothing can be published to this topic.',
    },
    fix: {
      ko: '+, #, 맨 앞의 $ 없이 적으세요.',
      ja: '+、#、先頭の$なしで書いてください。',
      en: 'write it without +, # and a leading $.',
    },
  },
  wantFilter: {
    message: {
      ko: '토픽 필터가 아닙니다.',
      ja: 'トピックフィルターではありません。',
      en: 'this is not a topic filter.',
    },
    fix: {
      ko: '+는 한 단계 전체에, #은 맨 끝에만 쓰고 $로 시작하지 마세요.',
      ja: '+は1段全体に、#は最後だけに使い、$で始めないでください。',
      en: '+ fills a whole level, # stands at the end only, and no $ in front.',
    },
  },
  wantPointer: {
    message: { ko: 'JSON 포인터가 아닙니다.', ja: 'JSONポインターではありません。', en: 'this is not a JSON Pointer.' },
    fix: {
      ko: '/ENERGY/Power처럼 빗금으로 시작하세요.',
      ja: '/ENERGY/Powerのように/で始めてください。',
      en: 'begin with a slash: /ENERGY/Power.',
    },
  },
  wantFormat: {
    message: { ko: '형식을 읽을 수 없습니다.', ja: '書式を読めません。', en: 'this format cannot be read back.' },
    fix: {
      ko: '{example}처럼 자리를 적고 자리 사이에 글자를 두세요.',
      ja: '{example}のように場所を書き、場所の間に文字を置いてください。',
      en: 'name its places as in {example}, with text between them.',
    },
  },
} as const satisfies Record<string, ProblemText>
