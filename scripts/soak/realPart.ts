/** A compiled gateway with its embedded broker and its database on a disk, and a house of 1,000 appliances beside it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { callLocal } from '../../src/adapters/http/localClient.ts'
import { pointer } from '../../src/kernel/json.ts'
import type { LivingDone } from '../bench/load.ts'
import { prepare } from '../bench/prepare.ts'
import { openFiles, residentMb, writtenBytes } from '../bench/procStats.ts'
import { type Started, startSystem } from '../bench/systems.ts'
import {
  APPLIANCES,
  DIRECTIVES_PER_SECOND,
  HEARTBEAT_SECONDS,
  type Part,
  type PartDone,
  type Progress,
} from './part.ts'
import type { Sample } from './verdict.ts'

/** One address may hold 100 connections: behind each, ten appliances of a bridge. */
const CONNECTIONS = 100

/** The generator is asked for so much at a time, so that the run can be ended in between. */
const SLICE_SECONDS = 30

/** Loaded before the gateway: its collector is run when it is told to, by a signal. */
const COLLECTOR = `data:text/javascript,${encodeURIComponent(
  `import v8 from 'node:v8'; import vm from 'node:vm'; v8.setFlagsFromString('--expose-gc')
   const collect = vm.runInNewContext('gc'); process.on('SIGUSR2', () => collect())`,
)}`

/** A collection takes some 40 ms; the look that follows asks the same event loop. */
const COLLECTED_MS = 250

/** A gateway is run as the service unit says, for memory. */
export const realPart =
  (gatewayNode: readonly string[]): Part =>
  async ({ minutes, everySeconds }, progress) => {
    progress.show('compiling and signing')
    const bench = prepare([...gatewayNode, '--import', COLLECTOR], APPLIANCES)
    try {
      const house = { appliances: APPLIANCES, connections: CONNECTIONS, core: 'any', node: [] } as const
      const started = await startSystem(bench, { kind: 'gateway', broker: 'embedded' }, house)
      try {
        return await soak(started, minutes * 60, everySeconds, progress)
      } finally {
        await started.stop()
      }
    } finally {
      rmSync(bench.folder, { recursive: true, force: true })
    }
  }

async function soak(
  started: Started,
  seconds: number,
  everySeconds: number,
  { show, stopped }: Progress,
): Promise<PartDone> {
  const samples: Sample[] = []
  const done = { heartbeats: 0, directives: 0, failed: 0 }
  const begun = performance.now()
  const atSeconds = (): number => (performance.now() - begun) / 1000
  const isOver = (): boolean => stopped.aborted || atSeconds() >= seconds
  const watch = async (): Promise<void> => {
    while (!isOver()) {
      const sample = await look(started, atSeconds())
      samples.push(sample)
      show(
        `real: ${(sample.atSeconds / 60).toFixed(1)} of ${seconds / 60} min, ${done.directives} directives, ${done.failed} failed, resident ${sample.rssMb?.toFixed(1)} MB, heap ${sample.heapMb.toFixed(1)} MB, ${sample.openFiles} files`,
      )
      await pause(everySeconds * 1000, undefined, { signal: stopped }).catch(() => undefined)
    }
  }
  const live = async (): Promise<void> => {
    while (!isOver()) {
      const order = {
        kind: 'living',
        directivesPerSecond: DIRECTIVES_PER_SECOND,
        heartbeatsPerSecond: APPLIANCES / HEARTBEAT_SECONDS,
        seconds: Math.min(SLICE_SECONDS, Math.max(1, seconds - atSeconds())),
      }
      const { directives, heartbeats } = await started.load.ask<LivingDone>(order)
      done.directives += directives.sent
      done.failed += directives.failed
      done.heartbeats += heartbeats.sent
    }
  }
  // The terminal tells the children too: who was told to end may not find them any more.
  const unlessStopped = (error: unknown): void => {
    if (!stopped.aborted) throw error
  }
  stopped.addEventListener('abort', () => void started.load.stop())
  await Promise.all([watch().catch(unlessStopped), live().catch(unlessStopped)])
  return { samples, hours: atSeconds() / 3600, ...done }
}

/**
 * Looks at what is held, not at what waits to be collected: the old generation fills for a quarter of an hour (60 MB an
 * hour) before V8 thinks that a collection is worth its time.
 */
async function look({ pid, folder }: Started, atSeconds: number): Promise<Sample> {
  process.kill(pid, 'SIGUSR2')
  await pause(COLLECTED_MS)
  const { body = null } = await callLocal(join(folder, 'data', 'control.sock'), 'GET', '/status')
  const number = (path: string): number => {
    const value = pointer(body, path)
    if (typeof value !== 'number') throw new Error(`the status of the gateway has no ${path}`)
    return value
  }
  return {
    atSeconds,
    rssMb: residentMb(pid),
    heapMb: number('/memory/heapUsedBytes') / 1e6,
    openFiles: openFiles(pid),
    resources: number('/memory/resources'),
    writtenBytes: writtenBytes(pid),
    countedBytes: number('/database/bytesWritten'),
  }
}
