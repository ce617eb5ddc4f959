/** What the demonstration says. */
import { basename, relative } from 'node:path'
import { text } from '../kernel/text.ts'
import type { DemoHome } from './demoHome.ts'
import { type Invocation, say } from './invocation.ts'

export const DEMO_TEXTS = {
  intro: text(
    '가상 아파트의 기기 {count}대가 {broker} 에 연결되었습니다. 서명한 지시를 {webhook} 으로 보냅니다 (에디션 {edition}).\n',
    '仮想の住まいの家電 {count} 台が {broker} に接続しました。署名したディレクティブを {webhook} に送ります（エディション {edition}）。\n',
    '{count} appliances of a simulated flat are connected to {broker}. Signed directives go to {webhook} (edition {edition}).\n',
  ),
  directive: text('지시', 'ディレクティブ', 'Directive'),
  sent: text('보낸 토픽과 내용', '送ったトピックと内容', 'Topic and payload sent'),
  reported: text('기기의 보고', '家電の報告', 'What the appliance reported'),
  answer: text('CLOVA에 보낸 답', 'CLOVA への答え', 'Answer to CLOVA'),
  good: text(
    '지시 {count}건 모두 예상대로입니다.',
    '{count} 件のディレクティブはすべて期待どおりでした。',
    'All {count} directives ended as expected.',
  ),
  bad: text(
    '지시 {count}건 중 {failed}건이 예상과 다릅니다.',
    '{count} 件中 {failed} 件が期待と異なりました。',
    '{failed} of {count} directives did not end as expected.',
  ),
}

const NEXT = {
  title: text(
    '\n계속 실행 중입니다. 다른 터미널에서 해 보세요 (끝내기: Ctrl-C):\n',
    '\n稼働を続けています。別のターミナルで試してください（終了: Ctrl-C）:\n',
    '\nEverything stays up. Try in another terminal (Ctrl-C here ends it):\n',
  ),
  fault: text(
    '\n여기에 입력하면 기기가 고장납니다:',
    '\nここに入力すると家電が故障します:',
    '\nType here to break an appliance:',
  ),
  edit: text(
    '\n이 파일을 고쳐 저장하면 바로 적용됩니다: {file}\n게이트웨이 로그: {log}',
    '\nこのファイルを直して保存するとすぐ反映されます: {file}\nゲートウェイのログ: {log}',
    '\nEdit and save this file, and it is in force at once: {file}\nLog of the gateway: {log}',
  ),
}

/** How this program was started, for commands that can be copied. */
function program(): string {
  const main = process.argv[1] ?? 'clova2mqtt'
  if (basename(main) === 'clova2mqtt') return 'clova2mqtt'
  const path = relative(process.cwd(), main)
  return main.endsWith('.ts') ? `npx tsx ${path}` : `node ${path}`
}

export function nextCommands(invocation: Invocation, home: DemoHome, desk: readonly string[]): readonly string[] {
  const config = `--config ${home.configFile}`
  const deskOptions = `${config} --key ${home.keyFile} --token-file ${home.tokenFile}`
  const commands = [
    ...desk.map(command => `${command} ${deskOptions}`),
    `appliances ${config}`,
    `appliances show ventilator ${config}`,
    `status ${config}`,
    `token list ${config}`,
    `log-level debug ${config}`,
  ]
  const start = program()
  return [
    say(invocation, NEXT.title),
    ...commands.map(command => `  ${start} ${command}`),
    say(invocation, NEXT.fault),
    '  fault living-room-light slow:2000',
    '  fault living-room-light none',
    say(invocation, NEXT.edit, { file: home.configFile, log: home.logFile }),
  ]
}
