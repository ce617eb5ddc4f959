/** `clova2mqtt log-level`: shows or changes how much the running gateway logs. */
import { member } from '../kernel/json.ts'
import { callGateway } from './callGateway.ts'
import { EXIT, type Invocation } from './invocation.ts'

export async function run(asked: Invocation): Promise<number> {
  const [level] = asked.positionals
  const { body, invocation } =
    level === undefined
      ? await callGateway(asked, 'GET', '/log-level')
      : await callGateway(asked, 'PUT', '/log-level', { level })
  invocation.io.out(String(member(body, 'level')))
  return EXIT.ok
}
