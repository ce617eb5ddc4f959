/** Texts of problems with appliances, scenes and custom commands. */
import type { ProblemText } from './problemText.ts'

export const APPLIANCE_TEXTS = {
  wantId: {
    message: { ko: 'id로 쓸 수 없습니다.', ja: 'idに使えません。', en: 'this cannot be an id.' },
    fix: {
      ko: '영문자, 숫자, _ . : -만 64자까지 쓰고 bridge는 피하세요.',
      ja: '英数字と_ . : -だけを64文字まで使い、bridgeは避けてください。',
      en: 'use up to 64 letters, digits, _ . : - and not the word bridge.',
    },
  },
  idTwice: {
    message: { ko: '같은 id의 가전이 있습니다.', ja: '同じidの家電があります。', en: 'an appliance has the same id.' },
    fix: { ko: '둘 중 하나의 id를 바꾸세요.', ja: 'どちらかのidを変えてください。', en: 'rename one of the two.' },
  },
  nameTwice: {
    message: {
      ko: '{other}와(과) 이름이 같아 CLOVA가 구별하지 못합니다.',
      ja: '{other}と名前が同じで、CLOVAが区別できません。',
      en: '{other} has the same name, and CLOVA cannot tell them apart.',
    },
    fix: { ko: '다른 이름을 붙이세요.', ja: '別の名前にしてください。', en: 'give it another name.' },
  },
  otherEdition: {
    message: {
      ko: '{edition} 가이드에 없습니다.',
      ja: '{edition}のガイドにありません。',
      en: 'the {edition} guide does not have it.',
    },
    fix: {
      ko: '다른 값을 고르거나 edition: {other}로 바꾸세요.',
      ja: '別の値を選ぶか、edition: {other}にしてください。',
      en: 'choose another, or set edition: {other}.',
    },
  },
  onlyInEdition: {
    message: {
      ko: '{edition}에서만 쓰입니다.',
      ja: '{edition}だけで使われます。',
      en: 'this is used in {edition} only.',
    },
    fix: { ko: '지워도 됩니다.', ja: '削除しても構いません。', en: 'it can be removed.' },
  },
  neverInEdition: {
    message: {
      ko: '{edition} 가이드는 음성으로 이 일을 하지 못하게 합니다.',
      ja: '{edition}のガイドは音声でのこの操作を認めていません。',
      en: 'the {edition} guide never lets this be done by voice.',
    },
    fix: { ko: '지워도 됩니다.', ja: '削除しても構いません。', en: 'it can be removed.' },
  },
  actionNotOfType: {
    message: {
      ko: '{action}은(는) {edition}의 {type}이(가) 하는 일이 아닙니다.',
      ja: '{action}は{edition}の{type}の操作ではありません。',
      en: '{action} is no action of a {type} in {edition}.',
    },
    fix: { ko: '이 중에서 고르세요: {list}', ja: '次から選んでください: {list}', en: 'use one of: {list}' },
  },
  propertyUnused: {
    message: {
      ko: '{edition}의 {type}은(는) 이 값을 쓰지 않습니다.',
      ja: '{edition}の{type}はこの値を使いません。',
      en: 'no action of a {type} in {edition} uses this.',
    },
    fix: {
      ko: '지우거나 이 중에서 고르세요: {list}',
      ja: '削除するか、次から選んでください: {list}',
      en: 'remove it, or use one of: {list}',
    },
  },
  offersNothing: {
    message: {
      ko: '할 수 있는 일이 없어 CLOVA에서 쓸모가 없습니다.',
      ja: 'できることがなく、CLOVAで役に立ちません。',
      en: 'it can do nothing that CLOVA asks of a {type}.',
    },
    fix: {
      ko: 'properties나 actions를 적으세요.',
      ja: 'propertiesかactionsを書いてください。',
      en: 'write properties or actions.',
    },
  },
  parentLoop: {
    message: {
      ko: 'parent가 자기 자신으로 돌아옵니다.',
      ja: 'parentが自分自身に戻ります。',
      en: 'it is, in the end, its own parent.',
    },
    fix: { ko: 'parent 하나를 지우세요.', ja: 'parentを1つ削除してください。', en: 'remove one parent.' },
  },
  notNative: {
    message: { ko: 'native 가전이 아닙니다.', ja: 'nativeの家電ではありません。', en: 'the appliance is not native.' },
    fix: {
      ko: 'native: true를 적거나 topic과 payload를 적으세요.',
      ja: 'native: trueと書くか、topicとpayloadを書いてください。',
      en: 'write native: true, or a topic and a payload.',
    },
  },
  placeUnfilled: {
    message: {
      ko: '{{name}} 자리는 채워지지 않고 그대로 나갑니다.',
      ja: '{{name}}は置き換えられず、そのまま送られます。',
      en: 'nothing fills {{name}}: it is sent as it stands.',
    },
    fix: { ko: '이 중에서 쓰세요: {list}', ja: '次から使ってください: {list}', en: 'use one of: {list}' },
  },
  presentUnknown: {
    message: {
      ko: '지금 값({property})을 알 수 없어 올리거나 내릴 수 없습니다.',
      ja: '今の値({property})が分からず、増減できません。',
      en: 'it starts from the present {property}, which cannot be read.',
    },
    fix: {
      ko: 'properties.{property}에 state를 적으세요.',
      ja: 'properties.{property}にstateを書いてください。',
      en: 'write properties.{property} with a state.',
    },
  },
  notOffered: {
    message: {
      ko: '이 가전은 이 일을 하지 못합니다.',
      ja: 'この家電にはできません。',
      en: 'the appliance does not offer this.',
    },
    fix: { ko: '이 중에서 고르세요: {list}', ja: '次から選んでください: {list}', en: 'use one of: {list}' },
  },
  valueNeeded: {
    message: {
      ko: '{action}에는 값이 있어야 합니다.',
      ja: '{action}には値が必要です。',
      en: '{action} needs a value.',
    },
    fix: {
      ko: 'value에 {property} 값을 적으세요.',
      ja: 'valueに{property}の値を書いてください。',
      en: 'write the {property} as value.',
    },
  },
  noValue: {
    message: { ko: '{action}에는 값이 없습니다.', ja: '{action}に値はありません。', en: '{action} takes no value.' },
    fix: { ko: '이 줄을 지우세요.', ja: 'この行を削除してください。', en: 'remove this line.' },
  },
  valueRefused: {
    message: {
      ko: '이 가전이 받지 않는 값입니다 ({reason}).',
      ja: 'この家電が受け付けない値です ({reason})。',
      en: 'the appliance does not take this value ({reason}).',
    },
    fix: {
      ko: '가전의 values, min, max, step에 맞추세요.',
      ja: '家電のvalues、min、max、stepに合わせてください。',
      en: 'keep to its values, min, max and step.',
    },
  },
} as const satisfies Record<string, ProblemText>
