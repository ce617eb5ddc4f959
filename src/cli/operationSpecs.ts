/** The commands for installing and keeping it going, in the table of commands. */
import type { CommandSpec, OptionSpec } from './commandSpec.ts'
import { text } from './invocation.ts'

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

const dryRun: OptionSpec = {
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
