/** Texts of problems with the settings: broker, accounts, webhook, zone. */
import type { ProblemText } from './problemText.ts'

export const SETTINGS_TEXTS = {
  conflict: {
    message: {
      ko: '{other} 키와 함께 쓸 수 없습니다.',
      ja: '{other}と一緒には使えません。',
      en: 'this cannot stand beside {other}.',
    },
    fix: { ko: '둘 중 하나를 지우세요.', ja: 'どちらかを削除してください。', en: 'remove one of the two.' },
  },
  needs: {
    message: {
      ko: '{other} 키가 있어야 쓸 수 있습니다.',
      ja: '{other}がある場合だけ使えます。',
      en: 'this is used only together with {other}.',
    },
    fix: {
      ko: '{other}을(를) 적거나 이 줄을 지우세요.',
      ja: '{other}を書くか、この行を削除してください。',
      en: 'write {other} too, or remove this line.',
    },
  },
  wantBelow: {
    message: {
      ko: '{other}보다 작아야 합니다.',
      ja: '{other}より小さい値が必要です。',
      en: 'this must be less than {other}.',
    },
    fix: {
      ko: '값을 낮추거나 {other}을(를) 높이세요.',
      ja: '値を下げるか、{other}を上げてください。',
      en: 'lower it, or raise {other}.',
    },
  },
  wantTimezone: {
    message: { ko: '없는 시간대입니다.', ja: '存在しないタイムゾーンです。', en: 'there is no such time zone.' },
    fix: {
      ko: 'Asia/Seoul이나 Asia/Tokyo처럼 적으세요.',
      ja: 'Asia/SeoulやAsia/Tokyoのように書いてください。',
      en: 'write an IANA name such as Asia/Seoul or Asia/Tokyo.',
    },
  },
  wantBase: {
    message: {
      ko: '기본 토픽으로 쓸 수 없습니다.',
      ja: '基本トピックに使えません。',
      en: 'this cannot be the base topic.',
    },
    fix: {
      ko: 'clova2mqtt처럼 +, #, $, 앞뒤의 빗금 없이 64자 아래로 적으세요.',
      ja: 'clova2mqttのように、+、#、$、前後の/なしで64文字以下にしてください。',
      en: 'use up to 64 characters without +, #, $ and slashes at the ends: clova2mqtt.',
    },
  },
  wantBrokerUrl: {
    message: {
      ko: '브로커 주소가 아닙니다.',
      ja: 'ブローカーのURLではありません。',
      en: 'this is not the address of a broker.',
    },
    fix: {
      ko: 'mqtt://호스트:1883 또는 mqtts://호스트:8883으로 적으세요.',
      ja: 'mqtt://ホスト:1883またはmqtts://ホスト:8883と書いてください。',
      en: 'write mqtt://host:1883 or mqtts://host:8883.',
    },
  },
  loginInUrl: {
    message: {
      ko: '주소에 로그인 정보가 들어 있습니다.',
      ja: 'URLにログイン情報があります。',
      en: 'the address contains a login.',
    },
    fix: {
      ko: 'mqtt.username과 mqtt.password로 옮기세요.',
      ja: 'mqtt.usernameとmqtt.passwordに移してください。',
      en: 'move it to mqtt.username and mqtt.password.',
    },
  },
  brokerUnguarded: {
    message: {
      ko: '같은 네트워크의 누구나 로그인 없이 들어올 수 있게 됩니다.',
      ja: '同じネットワークの誰でもログインなしで入れてしまいます。',
      en: 'anybody on the network could get in without a login.',
    },
    fix: {
      ko: 'mqtt.accounts에 계정을 만들거나 mqtt.host를 127.0.0.1로 두거나, 알고 여는 것이면 mqtt.anonymous: true를 적으세요.',
      ja: 'mqtt.accountsにアカウントを作るか、mqtt.hostを127.0.0.1にするか、承知の上ならmqtt.anonymous: trueと書いてください。',
      en: 'add mqtt.accounts, or set mqtt.host to 127.0.0.1, or say mqtt.anonymous: true if that is what you want.',
    },
  },
  brokerOpen: {
    message: {
      ko: '같은 네트워크의 누구나 로그인 없이 가전을 조작할 수 있습니다.',
      ja: '同じネットワークの誰でもログインなしで家電を操作できます。',
      en: 'anybody on the network can control the appliances without a login.',
    },
    fix: {
      ko: 'mqtt.accounts에 계정을 만들고 이 줄을 지우세요.',
      ja: 'mqtt.accountsにアカウントを作り、この行を削除してください。',
      en: 'add mqtt.accounts and remove this line.',
    },
  },
  webhookOpen: {
    message: {
      ko: '웹훅이 이 기기 밖에서도 열립니다.',
      ja: 'webhookがこの機器の外からも届きます。',
      en: 'the webhook can be reached from other machines.',
    },
    fix: {
      ko: '터널이 같은 기기에 있으면 127.0.0.1로 두세요.',
      ja: 'トンネルが同じ機器にあるなら127.0.0.1にしてください。',
      en: 'use 127.0.0.1 when the tunnel runs on this machine.',
    },
  },
  wantPath: {
    message: {
      ko: '웹훅 경로로 쓸 수 없습니다.',
      ja: 'webhookのパスに使えません。',
      en: 'this cannot be the path of the webhook.',
    },
    fix: {
      ko: '/clova처럼 빗금으로 시작하고 글자, 숫자, . _ ~ -만 쓰세요.',
      ja: '/clovaのように/で始め、英数字と. _ ~ -だけを使ってください。',
      en: 'begin with a slash and use letters, digits, . _ ~ - only: /clova.',
    },
  },
  wantHttps: {
    message: { ko: 'https 주소가 아닙니다.', ja: 'httpsのURLではありません。', en: 'this is not an https address.' },
    fix: {
      ko: 'https://로 시작하는 주소를 적으세요.',
      ja: 'https://で始まるURLを書いてください。',
      en: 'write an address that begins with https://.',
    },
  },
  wantPin: {
    message: {
      ko: 'SHA-256 지문이 아닙니다.',
      ja: 'SHA-256のフィンガープリントではありません。',
      en: 'this is not a SHA-256 fingerprint.',
    },
    fix: {
      ko: '16진수 64자로 적으세요. 콜론은 있어도 됩니다.',
      ja: '16進数64文字で書いてください。コロンは構いません。',
      en: 'write 64 hexadecimal digits, with or without colons.',
    },
  },
  wantPem: {
    message: { ko: 'PEM 공개 키가 아닙니다.', ja: 'PEM公開鍵ではありません。', en: 'this is not a PEM public key.' },
    fix: {
      ko: '-----BEGIN PUBLIC KEY-----부터 모두 적으세요.',
      ja: '-----BEGIN PUBLIC KEY-----からすべて書いてください。',
      en: 'write all of it, from -----BEGIN PUBLIC KEY----- on.',
    },
  },
  wantAccountName: {
    message: {
      ko: '계정 이름으로 쓸 수 없습니다.',
      ja: 'アカウント名に使えません。',
      en: 'this cannot be the name of an account.',
    },
    fix: {
      ko: '$로 시작하지 않는 {max}바이트 아래의 이름을 쓰세요.',
      ja: '$で始まらない{max}バイト以下の名前にしてください。',
      en: 'use at most {max} bytes, and no $ in front.',
    },
  },
  wantPassword: {
    message: { ko: '비밀번호로 쓸 수 없습니다.', ja: 'パスワードに使えません。', en: 'this cannot be a password.' },
    fix: { ko: '1에서 {max}바이트로 적으세요.', ja: '1から{max}バイトで書いてください。', en: 'use 1 to {max} bytes.' },
  },
  shortPassword: {
    message: { ko: '비밀번호가 짧습니다.', ja: 'パスワードが短いです。', en: 'the password is short.' },
    fix: {
      ko: '{min}자 이상의 무작위 글자를 쓰세요.',
      ja: '{min}文字以上のランダムな文字にしてください。',
      en: 'use {min} random characters or more.',
    },
  },
  accountIdle: {
    message: {
      ko: '이 계정은 아무 토픽도 쓸 수 없습니다.',
      ja: 'このアカウントはどのトピックも使えません。',
      en: 'this account may use no topic.',
    },
    fix: {
      ko: 'appliance, bridge, publish, subscribe 중 하나를 적으세요.',
      ja: 'appliance、bridge、publish、subscribeのいずれかを書いてください。',
      en: 'write appliance, bridge, publish or subscribe.',
    },
  },
} as const satisfies Record<string, ProblemText>
