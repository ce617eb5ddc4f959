/** What the pages of account linking say, in three languages; `{clova}` and other places are filled when shown. */
import { fill, type Language, type Text } from '../../kernel/text.ts'
import type { Edition } from '../../protocol/edition.ts'

/** A text in one language, its places filled. */
export function say(text: Text, language: Language, values: Readonly<Record<string, string>> = {}): string {
  return fill(text[language], values)
}

/** The assistant by its name in each edition; in Korean both end in a vowel, as the particles behind them need. */
export const CLOVA: Readonly<Record<Edition, Text>> = {
  KR: { ko: '네이버 클로바', ja: 'NAVER CLOVA', en: 'NAVER CLOVA' },
  JP: { ko: '라인 클로바', ja: 'LINE CLOVA', en: 'LINE CLOVA' },
}

export const LOGIN = {
  title: { ko: '{clova} 연결', ja: '{clova} と連携', en: 'Link {clova}' },
  lead: {
    ko: '로그인하면 이 집의 가전을 음성으로 제어합니다.',
    ja: 'ログインすると、この家の家電を声で使えるようになります。',
    en: "Sign in to use this home's appliances by voice.",
  },
  allowed: { ko: '{clova}에 허용하는 일', ja: '{clova} に許可すること', en: 'What {clova} may do' },
  see: { ko: '가전 목록과 상태 보기', ja: '家電の一覧と状態を見る', en: 'See appliances and their state' },
  control: { ko: '말한 대로 가전 제어하기', ja: '声で頼まれた操作をする', en: 'Control them when you ask it to' },
  settings: {
    ko: '게이트웨이 설정은 바꿀 수 없습니다',
    ja: 'ゲートウェイの設定は変えられません',
    en: 'It cannot change gateway settings',
  },
  secret: {
    ko: '비밀번호는 전달되지 않습니다',
    ja: 'パスワードは伝わりません',
    en: 'It never learns your password',
  },
  name: { ko: '이름', ja: 'ユーザー名', en: 'Name' },
  password: { ko: '비밀번호', ja: 'パスワード', en: 'Password' },
  submit: { ko: '로그인하고 연결하기', ja: 'ログインして連携する', en: 'Sign in and link' },
  hurry: {
    ko: '이 화면은 5분 동안 쓸 수 있습니다.',
    ja: 'この画面は 5 分間有効です。',
    en: 'This page is good for 5 minutes.',
  },
  privacy: { ko: '개인정보 안내', ja: 'プライバシー', en: 'Privacy' },
  wrong: {
    ko: '이름이나 비밀번호가 맞지 않습니다. 대소문자를 확인하고 다시 입력해 주세요. 잊었다면 게이트웨이 관리자가 새로 정할 수 있습니다.',
    ja: 'ユーザー名かパスワードが違います。大文字と小文字を確かめて、もう一度入力してください。忘れたときは、ゲートウェイの管理者が新しく設定できます。',
    en: 'Name or password is wrong. Check capital letters and try again. If you forgot it, whoever runs the gateway can set a new one.',
  },
  wait: {
    ko: '로그인 시도가 너무 많았습니다. {seconds}초 기다린 뒤 다시 입력해 주세요.',
    ja: 'ログインの試行が多すぎます。{seconds} 秒待ってから、もう一度入力してください。',
    en: 'Too many attempts. Wait {seconds} seconds, then try again.',
  },
} satisfies Readonly<Record<string, Text>>

export interface MessageText {
  readonly title: Text
  readonly body: Text
  /** What to do. */
  readonly next: Text
}

const AGAIN: Text = {
  ko: '클로바 앱으로 돌아가서 계정 연결을 처음부터 다시 시작해 주세요.',
  ja: 'CLOVA アプリに戻り、アカウント連携を最初からやり直してください。',
  en: 'Go back to the CLOVA app and start linking again.',
}

const SHORTLY: Text = {
  ko: '잠시 뒤에 클로바 앱에서 다시 시도해 주세요.',
  ja: 'しばらくしてから CLOVA アプリでもう一度お試しください。',
  en: 'Wait a moment, then try again from the CLOVA app.',
}

export const MESSAGES = {
  client: {
    title: { ko: '알 수 없는 서비스입니다', ja: '登録されていないサービスです', en: 'Unknown service' },
    body: {
      ko: '연결을 요청한 서비스(client_id)가 이 게이트웨이에 등록되어 있지 않습니다.',
      ja: '連携を求めたサービス (client_id) は、このゲートウェイに登録されていません。',
      en: 'The service that asked to be linked (client_id) is not the one this gateway knows.',
    },
    next: {
      ko: '설정 중이라면 개발자 콘솔의 클라이언트 ID를 “clova2mqtt link show”가 보여 주는 값과 비교해 주세요. 아니라면 이 화면을 닫아 주세요.',
      ja: '設定中の方は、開発者コンソールのクライアント ID を「clova2mqtt link show」の表示と比べてください。それ以外の方は、この画面を閉じてください。',
      en: 'If you are setting this up, compare the client ID in the developer console with what “clova2mqtt link show” prints. Otherwise just leave this page.',
    },
  },
  redirect: {
    title: { ko: '돌아갈 주소가 맞지 않습니다', ja: '戻り先のアドレスが違います', en: 'Wrong return address' },
    body: {
      ko: '요청에 적힌 돌아갈 주소(redirect_uri)는 허용된 주소가 아니어서 그곳으로 보내지 않았습니다.',
      ja: '要求にあった戻り先 (redirect_uri) は許可されたアドレスではないため、移動しませんでした。',
      en: 'The request names a return address (redirect_uri) that is not allowed, so you were not sent there.',
    },
    next: {
      ko: '설정 중이라면 “clova2mqtt link show”가 보여 주는 리디렉션 주소를 확인해 주세요. 아니라면 이 화면을 닫아 주세요.',
      ja: '設定中の方は、「clova2mqtt link show」が表示するリダイレクト先を確かめてください。それ以外の方は、この画面を閉じてください。',
      en: 'If you are setting this up, check the redirect addresses that “clova2mqtt link show” prints. Otherwise just leave this page.',
    },
  },
  request: {
    title: { ko: '요청이 올바르지 않습니다', ja: '要求が正しくありません', en: 'This request is incomplete' },
    body: {
      ko: '이 화면은 클로바 앱에서 열어야 합니다. 받은 요청에 빠지거나 잘못된 값이 있습니다.',
      ja: 'この画面は CLOVA アプリから開く必要があります。届いた要求に不足か誤りがあります。',
      en: 'This page is meant to be reached from the CLOVA app. Something in the request is missing or wrong.',
    },
    next: AGAIN,
  },
  late: {
    title: { ko: '시간이 지났습니다', ja: '時間切れです', en: 'That took too long' },
    body: {
      ko: '연결은 5분 안에 마쳐야 합니다. 아무것도 바뀌지 않았습니다.',
      ja: '連携は 5 分以内に完了する必要があります。何も変更されていません。',
      en: 'Linking has to be finished within 5 minutes. Nothing was changed.',
    },
    next: AGAIN,
  },
  elsewhere: {
    title: { ko: '다른 브라우저에서 열린 화면입니다', ja: '別のブラウザーの画面です', en: 'Opened in another browser' },
    body: {
      ko: '이 로그인은 다른 브라우저에서 시작되었거나, 쿠키가 차단되어 있습니다. 아무것도 바뀌지 않았습니다.',
      ja: 'このログインは別のブラウザーで始まったか、Cookie がブロックされています。何も変更されていません。',
      en: 'This login was started in another browser, or cookies are blocked. Nothing was changed.',
    },
    next: {
      ko: '쿠키를 허용하고, 클로바 앱으로 돌아가서 계정 연결을 처음부터 다시 시작해 주세요.',
      ja: 'Cookie を許可して CLOVA アプリに戻り、アカウント連携を最初からやり直してください。',
      en: 'Allow cookies, go back to the CLOVA app and start linking again.',
    },
  },
  foreign: {
    title: { ko: '다른 사이트에서 온 요청입니다', ja: '別のサイトからの要求です', en: 'Sent from another site' },
    body: {
      ko: '로그인이 이 게이트웨이의 화면에서 보내지지 않아 받지 않았습니다.',
      ja: 'このログインはゲートウェイの画面から送られていないため、受け付けませんでした。',
      en: "The login did not come from this gateway's own page, so it was not taken.",
    },
    next: AGAIN,
  },
  busy: {
    title: { ko: '지금은 요청이 많습니다', ja: '混み合っています', en: 'Too busy right now' },
    body: {
      ko: '동시에 처리할 수 있는 로그인 수를 넘었습니다.',
      ja: '同時に処理できるログインの数を超えました。',
      en: 'More logins came at once than this gateway takes.',
    },
    next: SHORTLY,
  },
  store: {
    title: { ko: '지금은 저장할 수 없습니다', ja: '今は保存できません', en: 'Cannot save right now' },
    body: {
      ko: '게이트웨이가 연결 정보를 저장하지 못했습니다. 저장 공간이 가득 찼을 수 있습니다.',
      ja: 'ゲートウェイが連携の情報を保存できませんでした。空き容量がないのかもしれません。',
      en: 'The gateway could not save the link. Its storage may be full.',
    },
    next: {
      ko: '게이트웨이 관리자에게 알려 주세요. 자세한 내용은 게이트웨이의 로그에 있습니다.',
      ja: 'ゲートウェイの管理者に知らせてください。詳しくはゲートウェイのログにあります。',
      en: 'Tell whoever runs the gateway. Its log says more.',
    },
  },
  failed: {
    title: { ko: '문제가 생겼습니다', ja: '問題が発生しました', en: 'Something went wrong' },
    body: {
      ko: '게이트웨이 안에서 예상하지 못한 오류가 났습니다.',
      ja: 'ゲートウェイの中で予期しないエラーが起きました。',
      en: 'The gateway met an error it did not expect.',
    },
    next: SHORTLY,
  },
} satisfies Readonly<Record<string, MessageText>>
