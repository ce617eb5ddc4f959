/** Help texts, made from the table of commands. */

import { text } from '../kernel/text.ts'
import type { CommandSpec, OptionSpec } from './commandSpec.ts'
import { COMMANDS, COMMON_OPTIONS } from './commands.ts'
import { type Invocation, say } from './invocation.ts'
import { listTable } from './table.ts'

const TEXTS = {
  intro: text(
    'clova2mqtt: 집 안의 모든 MQTT 기기를 CLOVA 음성 비서에 연결하는 게이트웨이',
    'clova2mqtt: 家中の MQTT 家電を CLOVA 音声アシスタントにつなぐゲートウェイ',
    'clova2mqtt: puts every MQTT appliance of a house behind the CLOVA voice assistant',
  ),
  usage: text('사용법', '使い方', 'Usage'),
  commands: text('명령', 'コマンド', 'Commands'),
  options: text('옵션', 'オプション', 'Options'),
  more: text(
    '명령별 도움말: clova2mqtt 명령 --help',
    'コマンドごとのヘルプ: clova2mqtt コマンド --help',
    'Help on a command: clova2mqtt COMMAND --help',
  ),
  first: text('처음이라면: clova2mqtt demo', 'はじめての方は: clova2mqtt demo', 'New here? clova2mqtt demo'),
}

type Speaker = Pick<Invocation, 'language'>

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${line}`)

/** A table without a header. */
const pairs = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  indented(listTable(['', ''], rows).slice(1))

const optionRows = (
  options: Readonly<Record<string, OptionSpec>>,
  speaker: Speaker,
): readonly (readonly [string, string])[] =>
  Object.entries(options).map(([name, spec]) => [
    `--${name}${spec.value === undefined ? '' : ` ${spec.value}`}${spec.multiple === true ? ' …' : ''}`,
    say(speaker, spec.text),
  ])

export function generalHelp(speaker: Speaker): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => [name, say(speaker, summary)] as const)
  return [
    say(speaker, TEXTS.intro),
    '',
    `${say(speaker, TEXTS.usage)}: clova2mqtt COMMAND [OPTIONS]`,
    '',
    `${say(speaker, TEXTS.commands)}:`,
    ...pairs(rows),
    '',
    `${say(speaker, TEXTS.options)}:`,
    ...pairs(optionRows(COMMON_OPTIONS, speaker)),
    '',
    say(speaker, TEXTS.more),
    say(speaker, TEXTS.first),
  ].join('\n')
}

export function commandHelp(name: string, spec: CommandSpec, speaker: Speaker): string {
  return [
    `clova2mqtt ${name}: ${say(speaker, spec.summary)}`,
    '',
    `${say(speaker, TEXTS.usage)}:`,
    ...indented(spec.usage.map(line => `clova2mqtt ${line}`)),
    '',
    `${say(speaker, TEXTS.options)}:`,
    ...pairs([...optionRows(spec.options, speaker), ...optionRows(COMMON_OPTIONS, speaker)]),
  ].join('\n')
}
