/** Texts of problems with the tunnel. */
import type { ProblemText } from './problemText.ts'

export const TUNNEL_PROBLEM_TEXTS = {
  tunnelIncomplete: {
    message: {
      ko: '이 터널에 필요한 {other} 설정이 없습니다.',
      ja: 'このトンネルに必要な{other}がありません。',
      en: 'this tunnel needs {other}.',
    },
    fix: {
      ko: 'docs/tunnels.md의 보기를 따라 적으세요.',
      ja: 'docs/tunnels.mdの例に従って書いてください。',
      en: 'write it as docs/tunnels.md shows.',
    },
  },
  tunnelUnused: {
    message: {
      ko: '고른 터널({kind})은 이 설정을 쓰지 않습니다.',
      ja: '選んだトンネル（{kind}）はこの設定を使いません。',
      en: 'the tunnel that was chosen ({kind}) does not use this.',
    },
    fix: {
      ko: 'tunnel.kind를 바꾸거나 이 부분을 지우세요.',
      ja: 'tunnel.kindを変えるか、この部分を削除してください。',
      en: 'change tunnel.kind, or remove this part.',
    },
  },
  wantPlainWord: {
    message: {
      ko: '쓸 수 없는 글자가 있습니다.',
      ja: '使えない文字があります。',
      en: 'this holds characters that it cannot.',
    },
    fix: {
      ko: '영문자나 숫자로 시작하고, 뒤에는 점, 밑줄, 줄표, 쌍점만 더 쓰세요.',
      ja: '英数字で始め、ほかには点、下線、ハイフン、コロンだけを使ってください。',
      en: 'begin with a letter or digit; besides those only dots, underscores, hyphens and colons can follow.',
    },
  },
  wantSocketPath: {
    message: {
      ko: '서버의 소켓 경로가 아닙니다.',
      ja: 'サーバーのソケットのパスではありません。',
      en: 'this is not the path of a socket on the host.',
    },
    fix: {
      ko: '/run/clova2mqtt/gw.sock처럼 /로 시작하고 빈칸과 쌍점이 없는 107자 아래로 적으세요.',
      ja: '/run/clova2mqtt/gw.sockのように/で始め、空白とコロンなしで107文字以下にしてください。',
      en: 'write an absolute path of up to 107 characters without blanks and colons: /run/clova2mqtt/gw.sock.',
    },
  },
  wantResolver: {
    message: {
      ko: 'DNS 서버의 주소가 아닙니다.',
      ja: 'DNSサーバーのアドレスではありません。',
      en: 'this is not the address of a resolver.',
    },
    fix: {
      ko: '1.1.1.1이나 1.1.1.1:53처럼 적으세요.',
      ja: '1.1.1.1または1.1.1.1:53のように書いてください。',
      en: 'write an IP address such as 1.1.1.1, or 1.1.1.1:53.',
    },
  },
  quickTunnel: {
    message: {
      ko: '빠른 터널의 주소는 시작할 때마다 바뀝니다.',
      ja: 'クイックトンネルのアドレスは起動のたびに変わります。',
      en: 'the address of a quick tunnel changes at each start.',
    },
    fix: {
      ko: '시험이 끝나면 tokenFile로 이름 있는 터널을 쓰세요.',
      ja: '試した後はtokenFileで名前付きトンネルを使ってください。',
      en: 'after trying, use a named tunnel with tokenFile.',
    },
  },
  addressUnknown: {
    message: {
      ko: '공개 주소가 없어서, CLOVA가 닿을 수 있는지 확인하지 못합니다.',
      ja: '公開アドレスがないため、CLOVAが届くかどうか確かめられません。',
      en: 'without a public address it cannot be tried whether CLOVA reaches this home.',
    },
    fix: {
      ko: 'webhook.publicUrl을 적으세요.',
      ja: 'webhook.publicUrlを書いてください。',
      en: 'write webhook.publicUrl.',
    },
  },
  probeAuthority: {
    message: {
      ko: 'CLOVA는 이 인증 기관을 믿지 않습니다.',
      ja: 'CLOVAはこの認証局を信頼しません。',
      en: 'CLOVA does not believe this authority.',
    },
    fix: {
      ko: '시험할 때만 쓰고, 실제로는 공인 인증서를 쓰세요.',
      ja: '試すときだけ使い、実際には公的な証明書を使ってください。',
      en: 'use it for trying only; CLOVA needs a public certificate.',
    },
  },
} as const satisfies Record<string, ProblemText>
