/** What a piece of work costs this process, whatever else the machine does meanwhile: time on a wall is no measure of it. */

/** Milliseconds of processor time, of all threads of the process, that the work takes. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
