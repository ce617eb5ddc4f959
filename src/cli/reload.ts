/** `clova2mqtt reload`: makes the running gateway read its configuration again, and shows what is wrong with it. */
import { type Json, member } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { callGateway } from './callGateway.ts'
import { EXIT, type Invocation, say } from './invocation.ts'

const TEXTS = {
  done: text('새 설정을 적용했습니다.', '新しい設定を適用しました。', 'The new configuration is in force.'),
  refused: text(
    '새 설정을 거절했습니다. 이전 설정이 그대로 유지됩니다.',
    '新しい設定を拒否しました。以前の設定のままです。',
    'The new configuration is refused; the one before stays in force.',
  ),
  restart: text(
    '다시 시작해야 적용되는 항목: {settings}',
    '再起動が必要な項目: {settings}',
    'These settings need a restart: {settings}',
  ),
}

const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

export async function run(asked: Invocation): Promise<number> {
  const { body, invocation } = await callGateway(asked, 'POST', '/reload')
  const { io } = invocation
  if (member(body, 'ok') !== true) {
    for (const problem of texts(member(body, 'problems'))) io.err(problem)
    io.err(say(invocation, TEXTS.refused))
    return EXIT.failed
  }
  for (const warning of texts(member(body, 'warnings'))) io.err(warning)
  const settings = texts(member(body, 'needRestart'))
  if (settings.length > 0) io.err(say(invocation, TEXTS.restart, { settings: settings.join(', ') }))
  io.out(say(invocation, TEXTS.done))
  return EXIT.ok
}
