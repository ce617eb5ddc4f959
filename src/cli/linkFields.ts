/** The fields of CLOVA's developer console that linking an account fills, in the console's own order and words. */
import type { Config } from '../config/config.ts'
import { type Text, text } from '../kernel/text.ts'
import { LINK_PATHS, type LinkClient } from '../ports/linking.ts'
import type { Edition } from '../protocol/edition.ts'

/** `type`: paste it; `pick`: choose it; `blank`: leave it empty; `compare`: the console shows it. */
export type FieldUse = 'type' | 'pick' | 'blank' | 'compare'

export interface ConsoleField {
  readonly key: FieldKey
  /** As the console prints it. */
  readonly label: string
  readonly use: FieldUse
  /** One each; empty for a field that stays empty. */
  readonly values: readonly string[]
}

/** A part of the console, by the words on its tab. */
export interface ConsoleSection {
  readonly title: string
  readonly fields: readonly ConsoleField[]
}

export type FieldKey =
  | 'webhook'
  | 'linking'
  | 'authorize'
  | 'configuration'
  | 'privacy'
  | 'domains'
  | 'scope'
  | 'grant'
  | 'token'
  | 'refresh'
  | 'clientId'
  | 'clientSecret'
  | 'scheme'
  | 'redirect'

type Row = readonly [key: FieldKey, label: string, use: FieldUse, fixed?: string]

interface ConsoleWords {
  /** Of the service. */
  readonly name: string
  /** The parts of the console and their rows. */
  readonly sections: readonly (readonly [title: string, rows: readonly Row[]])[]
}

const BASIC = 'HTTP Basic (Recommended)'

/**
 * KR: NAVER's guide "CLOVA Home extension" of 2021-01, page on registering, and the privacy field as the console for
 * extensions in general names it (2018). JP: LINE's guide of 2020, page on development settings.
 */
const CONSOLES: Readonly<Record<Edition, ConsoleWords>> = {
  KR: {
    name: 'CLOVA developer console',
    sections: [
      [
        '서버 연동 설정',
        [
          ['webhook', 'Extension 서버 URL', 'type'],
          ['authorize', '로그인 URL', 'type'],
          ['clientId', '클라이언트 ID', 'type'],
          ['scope', '권한 범위', 'blank'],
          ['token', 'Access token URI', 'type'],
          ['refresh', 'Access token 재발급 URI', 'type'],
          ['clientSecret', '클라이언트 secret', 'type'],
          ['scheme', '클라이언트 인증 정보 전송 방식', 'pick', BASIC],
          ['redirect', 'Redirect URL', 'compare'],
        ],
      ],
      ['개인 정보 보호 및 규정 준수', [['privacy', '개인 정보 정책 제공 URL', 'type']]],
    ],
  },
  JP: {
    name: 'Clova Developer Center',
    sections: [
      ['サーバー設定', [['webhook', 'ExtensionサーバーのURL', 'type']]],
      [
        'アカウント連携',
        [
          ['linking', 'アカウント連携の有無', 'pick', 'はい'],
          ['authorize', 'ログインURL', 'type'],
          ['configuration', 'アカウント設定ページのURL(任意)', 'blank'],
          ['privacy', 'プライバシーポリシーのURL', 'type'],
          ['domains', 'ドメインリスト(任意)', 'blank'],
          ['scope', '権限の範囲(任意)', 'blank'],
          ['grant', '許可付与タイプ(任意)', 'pick', '許可コード承認'],
          ['token', 'アクセストークンURI', 'type'],
          ['refresh', 'アクセストークン再発行URI(任意)', 'type'],
          ['clientId', 'クライアントID', 'type'],
          ['clientSecret', 'クライアントシークレット', 'type'],
          ['scheme', 'クライアントの資格情報の転送方式(任意)', 'pick', BASIC],
          ['redirect', 'リダイレクトURL', 'compare'],
        ],
      ],
    ],
  },
}

/** Stands for the origin while none is configured. */
const PLACEHOLDER: Text = text('https://<공개 주소>', 'https://<公開アドレス>', 'https://<public address>')

export const consoleName = (edition: Edition): string => CONSOLES[edition].name

/** Origin under which CLOVA comes, or the placeholder in the reader's language. */
export const publicOriginOf = ({ webhook: { publicUrl } }: Config, language: keyof Text): string =>
  publicUrl ?? PLACEHOLDER[language]

/** Every field of the edition's console with what goes into it. */
export function consoleSections(
  config: Config,
  client: LinkClient,
  redirectUris: readonly string[],
  language: keyof Text,
): readonly ConsoleSection[] {
  const origin = publicOriginOf(config, language)
  const values: Readonly<Partial<Record<FieldKey, readonly string[]>>> = {
    webhook: [`${origin}${config.webhook.path}`],
    authorize: [`${origin}${LINK_PATHS.authorize}`],
    token: [`${origin}${LINK_PATHS.token}`],
    refresh: [`${origin}${LINK_PATHS.refresh}`],
    privacy: [`${origin}${LINK_PATHS.privacy}`],
    clientId: [client.id],
    clientSecret: [client.secret.reveal()],
    redirect: redirectUris,
  }
  return CONSOLES[config.edition].sections.map(([title, rows]) => ({
    title,
    fields: rows.map(([key, label, use, fixed]) => ({
      key,
      label,
      use,
      values: fixed === undefined ? (values[key] ?? []) : [fixed],
    })),
  }))
}
