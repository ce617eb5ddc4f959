/** Work by the calendar of the home's wall clock; nothing that measures elapsed time belongs here (see clock.ts). */
export interface CalendarJob {
  /** Names the job in the log. */
  readonly name: string
  /** Cron expression of five fields (`30 3 * * *`), or six with seconds first, in the process's time zone. */
  readonly expression: string
  run(): void | Promise<void>
}

/** A job that is scheduled. */
export interface ScheduledJob {
  /** Runs the job now unless it is running; resolves when that run is over, failed or not. */
  runNow(): Promise<void>
  /** No run starts after this; resolves when one that is under way is over. */
  stop(): Promise<void>
}
