/** One call to the running gateway of a configuration. */
import { callLocal, LocalCallError, refusalIn } from '../adapters/http/localClient.ts'
import type { Json } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { saidIn } from '../kernel/told.ts'
import { INSTALLED, inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { CommandError, type Invocation, say, textOption } from './invocation.ts'

const TEXTS = {
  unreachable: text(
    '게이트웨이와 연결할 수 없습니다 ({reason}).\n실행: {start}',
    'ゲートウェイに接続できません（{reason}）。\n起動: {start}',
    'The gateway cannot be reached ({reason}).\nStart it: {start}',
  ),
  noSocket: text(
    '이 설정에는 제어 소켓이 없습니다 (control.socket: none).',
    'この設定には制御ソケットがありません（control.socket: none）。',
    'This configuration has no control socket (control.socket: none).',
  ),
}

export interface GatewayAnswer {
  readonly body: Json
  /** The invocation in the language of the home. */
  readonly invocation: Invocation
}

/** @throws CommandError when the gateway does not run or refuses */
export async function callGateway(
  asked: Invocation,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: Json,
): Promise<GatewayAnswer> {
  const { socket, file, invocation } = findSocket(asked)
  try {
    const reply = await callLocal(socket, method, path, body)
    if (reply.status === 200) return { body: reply.body ?? null, invocation }
    throw new CommandError(refusalIn(reply, invocation.language) ?? `HTTP ${reply.status}`)
  } catch (error) {
    if (!(error instanceof LocalCallError)) throw error
    const values = { reason: saidIn(error, invocation.language), start: startCommand(file) }
    throw new CommandError(say(invocation, TEXTS.unreachable, values), { cause: error })
  }
}

/** Beside an installed service, one started by hand would end with its terminal. */
const startCommand = (file: string): string =>
  file === INSTALLED ? 'sudo systemctl start clova2mqtt' : `clova2mqtt start --config ${file}`

/** The socket that is named, which needs no configuration and so works beside a broken one; else the configured one. */
function findSocket(asked: Invocation): { socket: string; file: string; invocation: Invocation } {
  const named = textOption(asked, 'socket')
  if (named !== undefined) return { socket: named, file: 'FILE', invocation: asked }
  const file = requireConfigPath(asked)
  const config = readConfig(asked, file)
  const invocation = inLanguageOf(config, asked)
  const { socket } = config.control
  if (socket === undefined) throw new CommandError(say(invocation, TEXTS.noSocket))
  return { socket, file, invocation }
}
