/** What several conventions tell of one piece of hardware is put together in one step, and is bounded as one device is. */
import { describe, expect, test } from 'vitest'
import type { DescribedEntity } from '../../../src/conventions/entity.ts'
import { readAnnouncement } from '../../../src/conventions/hass/readAnnouncement.ts'
import { MAX_ENTITIES_PER_DEVICE } from '../../../src/gateway/announcing/bounds.ts'
import { createDevices } from '../../../src/gateway/announcing/devices.ts'
import { monoMs } from '../../../src/kernel/time.ts'
import { templateCache } from '../../../src/template/templateCache.ts'

const tools = { compile: templateCache(), mayPublish: () => true, language: 'ko' as const }
const DUE = monoMs(10_000)

/** Switches of one address on the same topics, as another convention would call them. */
function told(as: string, count: number): readonly DescribedEntity[] {
  return Array.from({ length: count }, (_, at) => {
    const device = { identifiers: [as], connections: [['mac', '84:0d:8e:52:28:51']] }
    const document = { unique_id: `${as}${at}`, state_topic: 'wall/1', command_topic: `wall/1/${at}`, device }
    const parts = { component: 'switch', node: undefined, object: `${as}${at}` }
    const read = readAnnouncement(`${as}/${at}`, parts, document, tools)
    return read.kind === 'entities' ? read.entities : []
  }).flat()
}

function hardwareOf(...counts: readonly number[]) {
  const devices = createDevices(counts.length)
  for (const [rank, count] of counts.entries()) {
    devices.change({ before: [], after: told(`c${rank}`, count), rank }, monoMs(0))
  }
  while (devices.next(DUE) !== undefined);
  const hardware = devices.hardwareOf('0 c0').find(({ id }) => id === '0 c0')
  return {
    counts: [hardware?.entities.length, ...(hardware?.others ?? []).map(one => one.entities.length)],
    full: (hardware?.notes ?? []).filter(({ code }) => code === 'house-full').map(one => one.of),
  }
}

describe('a piece of hardware', () => {
  test('of several conventions has no more entities than a device of one, and says what was cut', () => {
    expect(MAX_ENTITIES_PER_DEVICE).toBe(256)
    expect(hardwareOf(200, 100, 100)).toEqual({ counts: [200, 56, 0], full: ['c1', 'c2'] })
    expect(hardwareOf(256, 256)).toEqual({ counts: [256, 0], full: ['c1'] })
  })

  test('of the sizes there are is whole', () => {
    expect(hardwareOf(60, 60, 60)).toEqual({ counts: [60, 60, 60], full: [] })
    expect(hardwareOf(128, 128)).toEqual({ counts: [128, 128], full: [] })
  })
})
