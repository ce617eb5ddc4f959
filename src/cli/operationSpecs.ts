/** The commands for installing and keeping it going, in the table of commands. */
import { text } from '../kernel/text.ts'
import { type CommandSpec, config, json, type OptionSpec } from './commandSpec.ts'

export const DOCTOR: CommandSpec = {
  summary: text(
    '무엇이 잘못되었고 무엇을 할지 (종료 코드 0: 실패 없음)',
    '何が悪く、どうすればよいか（終了コード 0: 失敗なし）',
    'what is wrong and what to do about it (exit status 0: no failure)',
  ),
  usage: ['doctor [--offline] [--key FILE] [--ca FILE] [--json]'],
  options: {
    config,
    json,
    offline: {
      text: text('밖에서 들어오는 길은 보지 않음', '外からの経路は見ない', 'leave out the way in from outside'),
    },
    key: {
      value: 'FILE',
      text: text(
        '서명된 시험 지시를 보낼 개인 키 (cek --keygen)',
        '署名付き試験ディレクティブを送る秘密鍵（cek --keygen）',
        'private key for a signed test directive (cek --keygen)',
      ),
    },
    ca: {
      value: 'FILE',
      text: text('더 믿을 인증 기관 (PEM)', 'さらに信頼する認証局（PEM）', 'PEM file of an authority to trust as well'),
    },
  },
  maxPositionals: 0,
  load: () => import('./doctor/doctor.ts'),
}

export const SELFTEST: CommandSpec = {
  summary: text(
    '이 컴퓨터에서 돌아가는지 확인 (설치할 때)',
    'この機器で動くかを確認（インストール時）',
    'whether it runs on this machine, for the installer',
  ),
  usage: ['selftest'],
  options: {},
  maxPositionals: 0,
  load: () => import('./selftest.ts'),
}

export const dryRun: OptionSpec = {
  text: text('무엇을 할지만 보여 줌', '何をするかだけを表示', 'say what would be done, and do nothing'),
}

export const UPGRADE: CommandSpec = {
  summary: text(
    '새 배포판 설치 (시작되지 않으면 되돌림)',
    '新しい配布物をインストール（起動しなければ元に戻す）',
    'install another release, and go back if it does not start',
  ),
  usage: ['upgrade FILE.tar.gz [--dry-run]'],
  options: { 'dry-run': dryRun },
  maxPositionals: 1,
  load: () => import('./upgrade.ts'),
}

export const ROLLBACK: CommandSpec = {
  summary: text('이전 배포판으로', '前の配布物に戻す', 'go back to the release before this one'),
  usage: ['rollback [--dry-run]'],
  options: { 'dry-run': dryRun },
  maxPositionals: 0,
  load: () => import('./rollback.ts'),
}
