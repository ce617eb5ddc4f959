/** The log of a command beside the gateway: only what went wrong is worth a line beside its answer. */
import type { Log } from '../ports/log.ts'
import type { Io } from './invocation.ts'

export const troubleLog = ({ err }: Io): Log => ({
  debug: () => undefined,
  info: () => undefined,
  warn: message => err(message),
  error: message => err(message),
})
