/** Presets of a climate that has modes CLOVA knows: they are not offered, and whoever asks is told so. */
import { describe, expect, test } from 'vitest'
import { chooseAppliances } from '../../src/conventions/choose/chooseAppliances.ts'
import { readAnnouncement } from '../../src/conventions/hass/readAnnouncement.ts'
import { noteText } from '../../src/conventions/noteText.ts'
import type { Json } from '../../src/kernel/json.ts'
import { templateCache } from '../../src/template/templateCache.ts'

const tools = { compile: templateCache(), mayPublish: () => true, language: 'ko' as const }
const CLIMATE = { name: 'AC', mode_cmd_t: 'ac/mode', temp_cmd_t: 'ac/temp', modes: ['off', 'auto', 'cool'] }
const PRESETS = { pr_mode_cmd_t: 'ac/preset', pr_modes: ['none', 'eco', 'boost'] }

function made(document: object) {
  const parts = { component: 'climate', node: undefined, object: 'one' }
  const read = readAnnouncement('p/climate/one/config', parts, document as Json, tools)
  const entities = read.kind === 'entities' ? read.entities : []
  const [one] = chooseAppliances(entities, { edition: 'KR', isBridge: false }).appliances
  if (one === undefined) throw new Error('no appliance was made')
  return { modes: one.appliance.properties.get('mode')?.limits.values, notes: one.notes }
}

const notesOf = (document: object) => made(document).notes.filter(({ code }) => code === 'left-out-presets')

describe('presets', () => {
  test('beside modes that CLOVA has are left out, and it is said in three languages', () => {
    const [why, ...more] = notesOf({ ...CLIMATE, ...PRESETS })
    expect([why, more]).toEqual([{ code: 'left-out-presets', of: 'one', detail: 'none, eco, boost' }, []])
    expect((['ko', 'ja', 'en'] as const).map(language => why && noteText(why, language))).toEqual([
      'one의 프리셋 제외: 모드를 대신 씀 (none, eco, boost)',
      'one のプリセットを除外: モードを使うため（none, eco, boost）',
      'left out the presets of one, since its modes count (none, eco, boost)',
    ])
    expect(made({ ...CLIMATE, ...PRESETS }).modes).toEqual(['auto', 'cool'])
  })

  test('are not spoken of where there are none, where none can be set, and where they are what is offered', () => {
    expect(notesOf(CLIMATE)).toEqual([])
    expect(notesOf({ ...CLIMATE, ...PRESETS, pr_mode_cmd_t: null })).toEqual([])
    expect(notesOf({ ...CLIMATE, ...PRESETS, pr_modes: [] })).toEqual([])
    expect(notesOf({ ...CLIMATE, ...PRESETS, modes: ['off', 'manual'] })).toEqual([])
  })
})
