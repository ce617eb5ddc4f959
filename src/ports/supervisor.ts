/** Who looks after the process from outside, such as systemd. */

/** What has become of the process. `alive` is the word the watchdog waits for. */
export type News = 'ready' | 'reloading' | 'stopping' | 'alive'

export interface Supervisor {
  /** Within how many milliseconds it must hear `alive` again, or it restarts the process; undefined: it does not wait. */
  readonly watchdogMs: number | undefined
  /** Tells it, soon; what is told meanwhile goes out together. `status` is one line for people. Never throws. */
  tell(news: News, status?: string): void
  /** Resolves when everything told so far has arrived or is known to be lost. */
  settled(): Promise<void>
}

/** Nobody looks after the process: started by hand, or by a program that asks for no word. */
export const UNATTENDED: Supervisor = { watchdogMs: undefined, tell: () => undefined, settled: async () => undefined }
