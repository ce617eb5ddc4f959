/** Why announcements are refused: every reason in three languages, with the same places, and as it is read behind its document. */
import { expect, test } from 'vitest'
import { DOCUMENT_TEXTS } from '../../src/conventions/documentTexts.ts'
import { note } from '../../src/conventions/note.ts'
import { noteText } from '../../src/conventions/noteText.ts'
import { ANNOUNCEMENT_TEXTS } from '../../src/home/announcementTexts.ts'
import { JSON_TEXTS } from '../../src/kernel/json.ts'
import { type Text, text } from '../../src/kernel/text.ts'

const TABLES: readonly (readonly [name: string, table: Readonly<Record<string, Text>>, count: number])[] = [
  ['of appliances that announce themselves', ANNOUNCEMENT_TEXTS, 17],
  ['of documents of conventions', DOCUMENT_TEXTS, 14],
  ['of bytes that are no JSON', JSON_TEXTS, 4],
]

test.each(TABLES)('%s', (_, table, count) => {
  const places = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).toSorted()
  const all = Object.values(table)
  for (const { ko, ja, en } of all) {
    expect(ko).toMatch(/[가-힣]/)
    expect(ja).toMatch(/[ぁ-ヿ]/)
    expect(en).toMatch(/^[ -~]+$/)
    expect([places(ko), places(ja)]).toEqual([places(en), places(en)])
  }
  expect([all.length, new Set(all.flatMap(({ ko, ja, en }) => [ko, ja, en])).size]).toEqual([count, 3 * count])
})

test('a note says its reason in its own language, and what a stranger wrote as it is', () => {
  const bad = note('document-bad', 'x/{detail}', text('가', 'あ', 'a {of}'))
  expect((['ko', 'ja', 'en'] as const).map(language => noteText(bad, language))).toEqual([
    '문서를 읽을 수 없음: x/{detail} (가)',
    '文書が読めない: x/{detail}（あ）',
    'document cannot be read: x/{detail} (a {of})',
  ])
  const long = note('document-bad', 'x', text('가'.repeat(999), 'あ'.repeat(999), 'a'.repeat(999)))
  expect(Object.values(long.detail ?? {}).map(said => String(said).length)).toEqual([160, 160, 160])
})
