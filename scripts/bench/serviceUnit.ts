/** How the service unit runs Node: the gateway is measured as it is run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const unit = (): string => readFileSync(join(import.meta.dirname, '../../systemd/clova2mqtt.service'), 'utf8')

/** What stands between `node` and the program. @throws RangeError when the unit has no such line */
export function unitArguments(): string {
  const found = /^ExecStart=\S*\/node (.*?)\S*main\.js /m.exec(unit())?.[1]
  if (found === undefined) throw new RangeError('systemd/clova2mqtt.service: no ExecStart that runs node on main.js')
  return found
}

/** Its `Environment=` lines, as `NAME=value`. */
export function unitEnvironment(): readonly string[] {
  return [...unit().matchAll(/^Environment=(\S+)$/gm)].flatMap(([, pair]) => (pair === undefined ? [] : [pair]))
}
