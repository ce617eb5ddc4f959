import { onTestFinished } from 'vitest'
import { openPublicListener, type PublicListenerOptions } from '../../../src/adapters/http/public.ts'
import type { Door, DoorAnswer } from '../../../src/ports/door.ts'
import { manualClock } from '../../support/manualClock.ts'
import { memoryLog } from '../log/memoryLog.ts'

/** A door that notes what came and answers with a function of it; by default it repeats the body. */
export function fakeDoor(answer?: (body: Buffer, signature: string | undefined) => DoorAnswer | Promise<DoorAnswer>) {
  const received: { body: Buffer; signature: string | undefined }[] = []
  const door: Door = {
    async receive(body, signature) {
      const bytes = Buffer.from(body)
      received.push({ body: bytes, signature })
      return answer === undefined ? { verified: true, body: bytes } : answer(bytes, signature)
    },
  }
  return { door, received }
}

/** A promise and what settles it. */
export function gate<T>(): { promise: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined
  const promise = new Promise<T>(resolve => {
    open = resolve
  })
  return { promise, open }
}

/** An open listener on a free port that closes with the test. */
export async function listener(options: Partial<PublicListenerOptions> = {}) {
  const clock = manualClock()
  const log = memoryLog()
  const { door, received } = fakeDoor()
  const listen = { host: '127.0.0.1', port: 0 }
  const opened = await openPublicListener({ listen, door, clock, log, ...options })
  onTestFinished(async () => {
    const closing = opened.close(0)
    await clock.advance(0)
    await closing
  })
  return { opened, clock, log, received, url: opened.url, port: opened.port ?? 0 }
}
