/** Ends in the way its argument says, and prints how it was told. */
import { listenForEnd } from '../../../src/cli/endings.ts'

const endings = listenForEnd()
const WAYS: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error('thrown')
  },
  reject: () => void Promise.reject(new Error('rejected')),
  signal: () => process.kill(process.pid, 'SIGTERM'),
  twice: () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.kill(process.pid, 'SIGINT'), 20)
  },
}
const alive = setInterval(() => undefined, 1000)
setImmediate(() => WAYS[process.argv[2] ?? '']?.())
const ending = await endings.first
console.log(JSON.stringify(ending).slice(0, 60))
if (process.argv[2] !== 'twice') clearInterval(alive)
