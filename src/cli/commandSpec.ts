/** What the table of commands says of each, and the options that many share. */
import { type Text, text } from '../kernel/text.ts'
import type { Run } from './invocation.ts'

export interface OptionSpec {
  readonly text: Text
  /** Name of its value in the help; absent: the option is a switch. */
  readonly value?: string
  readonly multiple?: true
}

export interface CommandSpec {
  readonly summary: Text
  readonly usage: readonly string[]
  readonly options: Readonly<Record<string, OptionSpec>>
  /** Most arguments it takes that are no options. */
  readonly maxPositionals: number
  readonly load: () => Promise<{ readonly run: Run }>
}

export const config: OptionSpec = {
  value: 'FILE',
  text: text(
    '설정 파일 (기본: $CLOVA2MQTT_CONFIG, ./clova2mqtt.yaml, /etc/clova2mqtt/clova2mqtt.yaml)',
    '設定ファイル（既定: $CLOVA2MQTT_CONFIG、./clova2mqtt.yaml、/etc/clova2mqtt/clova2mqtt.yaml）',
    'configuration file (default: $CLOVA2MQTT_CONFIG, ./clova2mqtt.yaml, /etc/clova2mqtt/clova2mqtt.yaml)',
  ),
}

export const json: OptionSpec = { text: text('JSON으로 출력', 'JSON で出力', 'print JSON') }
