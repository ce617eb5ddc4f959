/** A gateway's part in an orphan test: starts a program, says its process id, and waits to be killed. */
import { systemClock } from '../../../../src/adapters/clock/system.ts'
import { runProgram } from '../../../../src/adapters/tunnel/runProgram.ts'
import { wallMs } from '../../../../src/kernel/time.ts'

runProgram({
  program: 'sh',
  args: ['-c', 'echo "pid $$"; sleep 1000 & echo "child $!"; wait'],
  clock: systemClock({ builtAt: wallMs(0) }),
  line: line => console.info(line),
})
setInterval(() => undefined, 1000)
