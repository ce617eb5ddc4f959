/** What is told when the machine lacks something that no command can do without. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isOldNode, nativeText, oldNodeText } from '../../src/cli/runtime.ts'
import { StoreError } from '../../src/ports/stores.ts'
import { ROOT } from '../tidy/files.ts'

test('a Node is old below 20.19, as package.json says', () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(engines).toEqual({ node: '>=20.19' })
  expect(['18.20.8', '20.18.9', '20.0.0', '4.0.0'].map(isOldNode)).toEqual([true, true, true, true])
  expect(['20.19.0', '20.20.2', '21.0.0', '22.0.0', '100.0.0'].map(isOldNode)).toEqual(Array(5).fill(false))
  for (const language of ['ko', 'ja', 'en'] as const) {
    expect(oldNodeText({ language }, '18.20.8')).toMatch(/18\.20\.8.*20\.19.*apt-get install nodejs/)
  }
})

test('the native module: missing, or made for another Node; wrapped or not; and nothing else', () => {
  const missing = new Error('Could not locate the bindings file. Tried:\n → /a\n → /b')
  const other = new Error(
    "The module '/x/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 127.",
  )
  for (const error of [missing, other, new StoreError('/data: cannot open', { cause: missing })]) {
    for (const language of ['ko', 'ja', 'en'] as const) {
      const said = nativeText({ language }, error) ?? ''
      expect(said.split('\n')).toHaveLength(3)
      expect(said).toContain('npm rebuild better-sqlite3 --ignore-scripts=false')
      expect(said).toContain(`ABI ${process.versions.modules}`)
    }
  }
  expect(nativeText({ language: 'en' }, new Error('disk full'))).toBeUndefined()
  expect(nativeText({ language: 'en' }, 'text')).toBeUndefined()
  const round = new Error('a')
  round.cause = round
  expect(nativeText({ language: 'en' }, round)).toBeUndefined()
})
