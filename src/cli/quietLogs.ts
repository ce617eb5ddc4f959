/** Logs of commands, whose answer is what they print. */
import type { Log } from '../ports/log.ts'
import type { Io } from './invocation.ts'

const ignore = (): void => undefined

/** For a command beside the gateway: only what went wrong is worth a line beside its answer. */
export const troubleLog = ({ err }: Io): Log => ({
  debug: ignore,
  info: ignore,
  warn: message => err(message),
  error: message => err(message),
})

/** For those who tell everything themselves. */
export const SILENT_LOG: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
