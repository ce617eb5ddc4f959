/** Takes the instance lock, says so, and holds it until it is killed. */
import { writeSync } from 'node:fs'
import { lockInstance } from '../../../../src/adapters/sqlite/lockInstance.ts'

lockInstance(process.argv[2] ?? '')
writeSync(1, 'locked\n')
setInterval(() => undefined, 60_000)
