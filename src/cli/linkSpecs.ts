/** The commands of account linking in the table of commands. */
import { text } from '../kernel/text.ts'
import { type CommandSpec, config, json } from './commandSpec.ts'

export const USER: CommandSpec = {
  summary: text('로그인할 사용자', 'ログインできるユーザー', 'who may log in to link an account'),
  usage: ['user add NAME [--json]', 'user list [--json]', 'user passwd NAME [--json]', 'user remove NAME [--json]'],
  options: {
    config,
    json,
    password: {
      value: '…',
      text: text(
        '받지 않음: 물어보거나 표준 입력의 첫 줄에서 읽음',
        '受け付けない: 尋ねるか、標準入力の 1 行目から読む',
        'never: it is asked for, or read from the first line of standard input',
      ),
    },
  },
  maxPositionals: 2,
  load: () => import('./user.ts'),
}

export const LINK: CommandSpec = {
  summary: text(
    '계정 연결: 개발자 콘솔에 넣을 값, 확인, 해제',
    'アカウント連携: コンソールに入れる値、確認、解除',
    "account linking: the console's fields, a check, who is linked",
  ),
  usage: [
    'link show [--json]',
    'link show --check [--ca FILE] [--json]',
    'link status [--json]',
    'link revoke ID [--json]',
    'link revoke --user NAME [--json]',
    'link renew-secret [--json]',
  ],
  options: {
    config,
    json,
    check: {
      text: text(
        '밖에서 들어오는 길을 차례로 확인 (종료 코드 0: 모두 정상)',
        '外からの経路を順に確認（終了コード 0: すべて正常）',
        'check the way in from outside, step by step (exit status 0: all is well)',
      ),
    },
    ca: {
      value: 'FILE',
      text: text(
        '--check 가 더 믿을 인증 기관 (PEM)',
        '--check がさらに信頼する認証局（PEM）',
        'PEM file of an authority that --check trusts as well',
      ),
    },
    user: {
      value: 'NAME',
      text: text('이 사용자의 연결 모두', 'このユーザーの連携すべて', 'all links of this user'),
    },
  },
  maxPositionals: 2,
  load: () => import('./link.ts'),
}
