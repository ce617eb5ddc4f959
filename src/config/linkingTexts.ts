/** Texts of problems with account linking: addresses, and who may use what. */
import type { ProblemText } from './problemText.ts'

export const LINKING_TEXTS = {
  wantOrigin: {
    message: {
      ko: 'CLOVA가 접속할 주소가 아닙니다.',
      ja: 'CLOVAが接続するURLではありません。',
      en: 'this is not the address that CLOVA reaches.',
    },
    fix: {
      ko: '경로 없이 https://home.example.com처럼 적으세요.',
      ja: 'パスなしでhttps://home.example.comのように書いてください。',
      en: 'write it without a path: https://home.example.com.',
    },
  },
  portNot443: {
    message: {
      ko: 'CLOVA는 443 포트로만 접속합니다.',
      ja: 'CLOVAは443番ポートにしか接続しません。',
      en: 'CLOVA connects to port 443 only.',
    },
    fix: {
      ko: '밖에서는 443 포트로 열고 주소에서 포트를 빼세요.',
      ja: '外からは443番ポートで開き、URLからポートを外してください。',
      en: 'open port 443 to the outside, and leave the port out of the address.',
    },
  },
  pathTaken: {
    message: {
      ko: '게이트웨이가 다른 일에 쓰는 경로입니다.',
      ja: 'ゲートウェイが別の用途に使うパスです。',
      en: 'the gateway serves something else at this path.',
    },
    fix: {
      ko: '/clova처럼 {list}이(가) 아닌 경로를 쓰세요.',
      ja: '/clovaのように{list}以外のパスにしてください。',
      en: 'use another, such as /clova, and none of {list}.',
    },
  },
  wantRedirectUri: {
    message: {
      ko: '로그인 뒤에 돌아갈 주소로 쓸 수 없습니다.',
      ja: 'ログイン後に戻るURLに使えません。',
      en: 'a login cannot lead back to this address.',
    },
    fix: {
      ko: '개발자 콘솔에 적힌 https:// 주소를 # 없이 글자 그대로 적으세요.',
      ja: '開発者コンソールにあるhttps://のURLを、#なしでそのまま書いてください。',
      en: 'write the https:// address of the developer console, character by character and without #.',
    },
  },
  wantUserName: {
    message: {
      ko: '사용자 이름으로 쓸 수 없습니다.',
      ja: 'ユーザー名に使えません。',
      en: 'this cannot be the name of a user.',
    },
    fix: {
      ko: 'clova2mqtt user add에 쓴 {max}자 아래의 이름을 적으세요.',
      ja: 'clova2mqtt user addで使った{max}文字以下の名前を書いてください。',
      en: 'write the name that was given to clova2mqtt user add, at most {max} characters.',
    },
  },
  userTwice: {
    message: {
      ko: '대소문자만 다른 같은 사용자가 있습니다.',
      ja: '大文字と小文字だけが違う同じユーザーがあります。',
      en: 'the same user stands here already: letter case makes no difference.',
    },
    fix: { ko: '둘을 하나로 합치세요.', ja: '一つにまとめてください。', en: 'make one entry of the two.' },
  },
  userUnlimited: {
    message: {
      ko: '아무것도 제한하지 않습니다.',
      ja: '何も制限していません。',
      en: 'this limits nothing.',
    },
    fix: {
      ko: 'only나 except를 적거나 이 줄을 지우세요.',
      ja: 'onlyかexceptを書くか、この行を削除してください。',
      en: 'write only or except, or remove the line.',
    },
  },
  wantSelector: {
    message: {
      ko: '가전을 고르는 방법이 하나가 아닙니다.',
      ja: '家電の選び方が一つではありません。',
      en: 'this is not one way of naming appliances.',
    },
    fix: {
      ko: '항목마다 id, { location: BED_ROOM }, { tag: kids } 중 하나만 적으세요.',
      ja: '項目ごとにid、{ location: BED_ROOM }、{ tag: kids }のどれか一つを書いてください。',
      en: 'write an id, { location: BED_ROOM } or { tag: kids } in each entry.',
    },
  },
  selectsNothing: {
    message: {
      ko: '이에 맞는 가전이 설정에 없습니다.',
      ja: 'これに当てはまる家電が設定にありません。',
      en: 'no configured appliance matches this.',
    },
    fix: {
      ko: '철자를 확인하세요. 스스로 알리는 가전이면 그대로 두세요.',
      ja: 'つづりを確認してください。自分で名乗る家電ならこのままで構いません。',
      en: 'check the spelling; leave it if the appliance announces itself.',
    },
  },
} as const satisfies Record<string, ProblemText>
