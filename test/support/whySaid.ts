/** What the log gives as the reason of an answer. */
import type { JsonObject } from '../../src/kernel/json.ts'
import { seconds } from '../../src/kernel/time.ts'
import type { Rig } from './rig.ts'

/** Asks, lets the deadline pass, and reads the line of the directive: the answer's name and its reason. */
export async function whySaid(
  rig: Rig,
  action: string,
  applianceId: string,
  operands: JsonObject = {},
): Promise<string> {
  const answer = rig.ask({ action, applianceId, operands })
  await rig.clock.advance(seconds(4))
  const { header } = await answer
  const line = rig.log.findLast(({ message }) => message === 'directive')
  return `${header.name}: ${String(line?.fields['why'])}`
}
