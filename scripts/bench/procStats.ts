/** What Linux says of a running process: processor time, memory, open files, bytes written. */
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Processor time of all threads in milliseconds. /proc/<pid>/stat counts in ticks of 10 ms, too coarse for an idle
 * gateway; schedstat counts nanoseconds. A thread that has ended is missing: Node keeps its threads.
 */
export function cpuMs(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  }
  return nanoseconds / 1e6
}

/** Resident memory in MB (10^6 bytes). */
export const residentMb = (pid: number): number =>
  (Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6

/** Open file descriptors: files, sockets, pipes. */
export const openFiles = (pid: number | 'self'): number => readdirSync(`/proc/${pid}/fd`).length

/** Bytes that the process made the kernel write to a block device: pages it made dirty, and not to a terminal or pipe. */
export const writtenBytes = (pid: number | 'self'): number =>
  Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
