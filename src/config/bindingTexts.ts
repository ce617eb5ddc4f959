/** Texts of problems with bindings: topics, words and limits of a property. */
import type { ProblemText } from './problemText.ts'

export const BINDING_TEXTS = {
  emptyProperty: {
    message: {
      ko: '읽을 토픽도 보낼 토픽도 없습니다.',
      ja: '読むトピックも送るトピックもありません。',
      en: 'it can be neither read nor set.',
    },
    fix: {
      ko: 'state나 command를 적거나, 우리 토픽을 쓰는 가전이면 native: true를 적으세요.',
      ja: 'stateかcommandを書くか、独自トピックの家電ならnative: trueと書いてください。',
      en: 'write state or command, or native: true for an appliance that speaks our own topics.',
    },
  },
  answerUnheard: {
    message: {
      ko: '물어도 답을 들을 토픽이 없습니다.',
      ja: '尋ねても答えを聞くトピックがありません。',
      en: 'the answer would not be heard.',
    },
    fix: {
      ko: 'state에 답이 오는 토픽을 적으세요.',
      ja: 'stateに答えの来るトピックを書いてください。',
      en: 'write the topic of the answer as state.',
    },
  },
  cannotChange: {
    message: {
      ko: '{property}은(는) 읽기만 하는 값입니다.',
      ja: '{property}は読み取り専用の値です。',
      en: 'no action changes {property}.',
    },
    fix: { ko: 'command를 지우세요.', ja: 'commandを削除してください。', en: 'remove the command.' },
  },
  valueImpossible: {
    message: { ko: '{property}에 없는 값입니다.', ja: '{property}にない値です。', en: '{property} has no such value.' },
    fix: { ko: '이 중에서 고르세요: {list}', ja: '次から選んでください: {list}', en: 'use one of: {list}' },
  },
  wordMissing: {
    message: {
      ko: '가전에 보낼 말이 없는 값이 있습니다: {list}',
      ja: '家電に送る言葉のない値があります: {list}',
      en: 'there is no word to send for: {list}',
    },
    fix: {
      ko: 'map에 더하거나 values에서 빼세요.',
      ja: 'mapに加えるか、valuesから外してください。',
      en: 'add them to the map, or take them out of values.',
    },
  },
  minAboveMax: {
    message: { ko: 'max보다 큽니다.', ja: 'maxより大きい値です。', en: 'this is above max.' },
    fix: {
      ko: '{max}보다 작게 하거나 max를 키우세요.',
      ja: '{max}より小さくするか、maxを大きくしてください。',
      en: 'use less than {max}, or raise max.',
    },
  },
  limitBeyondGuide: {
    message: {
      ko: 'CLOVA의 {property}은(는) {min}에서 {max}까지입니다.',
      ja: 'CLOVAの{property}は{min}から{max}までです。',
      en: "CLOVA's {property} goes from {min} to {max}.",
    },
    fix: {
      ko: '우리 단위로 적고, 가전의 단위는 scale로 바꾸세요.',
      ja: 'CLOVAの単位で書き、家電の単位はscaleで変換してください。',
      en: "write it in CLOVA's unit and convert the appliance's with scale.",
    },
  },
  limitOnWord: {
    message: {
      ko: '{property}은(는) 숫자가 아닙니다.',
      ja: '{property}は数ではありません。',
      en: '{property} is not a number.',
    },
    fix: { ko: 'values를 쓰세요.', ja: 'valuesを使ってください。', en: 'use values instead.' },
  },
  modeNeedsValues: {
    message: {
      ko: '이 가전의 모드를 알 수 없습니다.',
      ja: 'この家電のモードが分かりません。',
      en: 'it is not known which modes it has.',
    },
    fix: {
      ko: 'values에 있는 것만 적으세요: {list}',
      ja: 'valuesにあるものだけ書いてください: {list}',
      en: 'list those it has as values, out of: {list}',
    },
  },
  releasedNotMode: {
    message: {
      ko: '이 가전의 모드가 아닙니다.',
      ja: 'この家電のモードではありません。',
      en: 'this is none of its modes.',
    },
    fix: { ko: '이 중에서 고르세요: {list}', ja: '次から選んでください: {list}', en: 'use one of: {list}' },
  },
  onlyMode: {
    message: { ko: 'mode에만 쓰는 키입니다.', ja: 'modeだけのキーです。', en: 'this belongs to mode only.' },
    fix: { ko: '이 줄을 지우세요.', ja: 'この行を削除してください。', en: 'remove this line.' },
  },
  unitUnknown: {
    message: {
      ko: '{property}에 쓸 수 없는 단위입니다.',
      ja: '{property}に使えない単位です。',
      en: '{property} cannot be told in this unit.',
    },
    fix: {
      ko: 'W, KW, kWh, L, KL, cc 중에서 쓰고, 요금이면 KRW처럼 적으세요.',
      ja: 'W、KW、kWh、L、KL、ccから選び、料金ならJPYのように書いてください。',
      en: 'use W, KW, kWh, L, KL or cc; for a bill a currency such as KRW.',
    },
  },
  lockUnread: {
    message: {
      ko: '잠금 상태를 읽을 수 없으면 잠갔다고 답할 수 없습니다.',
      ja: '施錠の状態を読めなければ、施錠したと答えられません。',
      en: 'a lock that cannot be read cannot be answered for.',
    },
    fix: { ko: 'state를 적으세요.', ja: 'stateを書いてください。', en: 'write its state.' },
  },
  ownEcho: {
    message: {
      ko: '이 가전을 듣는 {filter}이(가) 우리가 보낸 것도 듣습니다. 확인과 메아리를 구별할 수 없습니다.',
      ja: 'この家電を聞く{filter}が、こちらの送信も聞いてしまいます。確認と反響を区別できません。',
      en: '{filter}, on which the appliance is heard, also hears this command: an echo would pass for a confirmation.',
    },
    fix: {
      ko: '가전이 스스로 말하는 토픽만 듣도록 하세요.',
      ja: '家電自身が話すトピックだけを聞くようにしてください。',
      en: 'listen only on topics that the appliance itself publishes to.',
    },
  },
  ownTopic: {
    message: {
      ko: '{base}/ 아래는 우리 토픽입니다.',
      ja: '{base}/以下は独自のトピックです。',
      en: 'topics below {base}/ are our own.',
    },
    fix: {
      ko: 'native: true를 쓰거나 다른 토픽을 적으세요.',
      ja: 'native: trueを使うか、別のトピックを書いてください。',
      en: 'use native: true, or another topic.',
    },
  },
} as const satisfies Record<string, ProblemText>
