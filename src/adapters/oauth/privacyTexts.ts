/** What the privacy page says, in three languages; every sentence is true of this program and nothing else. */
import type { Text } from '../../kernel/text.ts'

/** A heading and its paragraphs. */
export interface Section {
  readonly heading: Text
  readonly paragraphs: readonly Text[]
}

export const PRIVACY_TITLE: Text = { ko: '개인정보 안내', ja: 'プライバシーについて', en: 'Privacy' }

export const PRIVACY_LEAD: Text = {
  ko: '이 게이트웨이(clova2mqtt)는 이 집 안의 컴퓨터에서, 이 집의 사람이 직접 운영합니다.',
  ja: 'このゲートウェイ (clova2mqtt) は、この家の中のコンピューターで、この家の人が動かしています。',
  en: 'This gateway (clova2mqtt) runs on a computer in this home and is run by the people of this home.',
}

export const PRIVACY: readonly Section[] = [
  {
    heading: { ko: '저장하는 것', ja: '保存するもの', en: 'What is stored' },
    paragraphs: [
      {
        ko: '계정: 이름과 비밀번호의 해시. 비밀번호 자체는 저장하지 않습니다.',
        ja: 'アカウント: ユーザー名とパスワードのハッシュ。パスワードそのものは保存しません。',
        en: 'Accounts: the name and a hash of the password. The password itself is not stored.',
      },
      {
        ko: '연결: 클로바에 준 토큰의 해시와 연결, 갱신, 마지막 사용 시각. 만료된 것은 30일 뒤 지웁니다.',
        ja: '連携: CLOVA に渡したトークンのハッシュと、連携・更新・最後の使用の時刻。期限が切れたものは 30 日後に消します。',
        en: 'Links: hashes of the tokens given to CLOVA, and when they were made, renewed and last used. Expired ones are deleted after 30 days.',
      },
      {
        ko: '가전: 가전이 마지막으로 보고한 값과 그 시각.',
        ja: '家電: 家電が最後に報告した値とその時刻。',
        en: 'Appliances: the values they last reported, and when.',
      },
      {
        ko: '로그: 무슨 일이 있었는지. 실패한 로그인은 이름과 보낸 곳의 주소가 남습니다. 비밀번호와 토큰은 적지 않습니다.',
        ja: 'ログ: 何が起きたか。失敗したログインは、ユーザー名と送信元アドレスが残ります。パスワードとトークンは書きません。',
        en: 'Log: what happened; of a failed login the name and the address it came from. Passwords and tokens are never written to it.',
      },
      {
        ko: '로그인 화면은 로그인하는 동안만 쓰는 쿠키 하나를 5분 동안 둡니다.',
        ja: 'ログイン画面は、ログインのあいだだけ使う Cookie を 1 つ、5 分間置きます。',
        en: 'The login page sets one cookie, needed for the login itself, for 5 minutes.',
      },
    ],
  },
  {
    heading: { ko: '어디에 있나', ja: '保存する場所', en: 'Where it is' },
    paragraphs: [
      {
        ko: '모두 이 집의 게이트웨이 안에만 있습니다. 클라우드도, 통계 수집도, 광고도 없습니다.',
        ja: 'すべてこの家のゲートウェイの中だけにあります。クラウドも、統計の収集も、広告もありません。',
        en: 'All of it is on the gateway in this home and nowhere else. No cloud, no statistics, no advertising.',
      },
    ],
  },
  {
    heading: { ko: '누구에게 알리나', ja: '誰に伝えるか', en: 'Who is told' },
    paragraphs: [
      {
        ko: '클로바만 받습니다. 클로바가 물으면 가전 목록과 상태를, 시키면 그 결과를 대답합니다. 그 뒤의 처리는 클로바의 방침을 따릅니다.',
        ja: 'CLOVA だけです。CLOVA に聞かれれば家電の一覧と状態を、頼まれればその結果を答えます。その後の扱いは CLOVA の方針によります。',
        en: "CLOVA only: the list and state of appliances when it asks, the result when it gives a command. What CLOVA does with them is up to CLOVA's own policy.",
      },
    ],
  },
  {
    heading: { ko: '연결을 끊으려면', ja: '連携をやめるには', en: 'How to unlink' },
    paragraphs: [
      {
        ko: '클로바 앱에서 이 확장 서비스를 끄면 클로바가 가진 토큰이 지워집니다.',
        ja: 'CLOVA アプリでこのスキルをオフにすると、CLOVA が持つトークンが消えます。',
        en: 'Switch this extension off in the CLOVA app: CLOVA then deletes its tokens.',
      },
      {
        ko: '게이트웨이 관리자는 “clova2mqtt link revoke”로 연결을, “clova2mqtt user remove”로 계정을 없앨 수 있습니다.',
        ja: 'ゲートウェイの管理者は、「clova2mqtt link revoke」で連携を、「clova2mqtt user remove」でアカウントを取り消せます。',
        en: 'Whoever runs the gateway can end a link with “clova2mqtt link revoke” and remove an account with “clova2mqtt user remove”.',
      },
    ],
  },
]
