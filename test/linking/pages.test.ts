/**
 * Every page of account linking on a phone, in three languages: how it stands, what it loads, what it says to do. With
 * `CLOVA2MQTT_SHOTS` set to a folder, a picture of each is left there.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { minutes } from '../../src/kernel/time.ts'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { hasOpenssl } from './support/certificate.ts'
import { MASTER } from './support/homeFile.ts'
import { layoutFaults } from './support/layout.ts'
import { arrive, fillIn } from './support/logIn.ts'
import { type ManualStage, openManualStage } from './support/manualStage.ts'
import { hasBrowser, openBrowser, openPhone, PHONE, type Phone } from './support/phone.ts'

/** One page: how to come to it, and a word that it must say in each language. */
interface Case {
  readonly name: string
  readonly status: number
  readonly says: Readonly<Record<'ko' | 'ja' | 'en', string>>
  readonly come: (phone: Phone, stage: ManualStage) => Promise<void>
}

const WRONG = { name: MASTER.name, password: 'not the password' }

const CASES: readonly Case[] = [
  {
    name: 'login',
    status: 200,
    says: { ko: '비밀번호', ja: 'パスワード', en: 'Password' },
    come: (phone, { clova }) => arrive(phone, clova, 'state'),
  },
  {
    name: 'wrong',
    status: 403,
    says: { ko: '맞지 않습니다', ja: '違います', en: 'wrong' },
    async come(phone, { clova }) {
      await arrive(phone, clova, 'state')
      await fillIn(phone.page, WRONG)
    },
  },
  {
    name: 'throttled',
    status: 429,
    says: { ko: '초', ja: '秒', en: 'seconds' },
    async come(phone, { clova }) {
      await arrive(phone, clova, 'state')
      // The clock stands still, so that no wait passes by itself.
      for (let attempt = 0; attempt < 20 && phone.lastStatus() !== 429; attempt++) await fillIn(phone.page, WRONG)
    },
  },
  {
    name: 'late',
    status: 400,
    says: { ko: '시간이 지났습니다', ja: '時間切れ', en: 'too long' },
    async come(phone, { clova, clock }) {
      await arrive(phone, clova, 'state')
      await clock.advance(minutes(5) + 1)
      await fillIn(phone.page, MASTER)
    },
  },
  {
    name: 'elsewhere',
    status: 403,
    says: { ko: '다른 브라우저', ja: '別のブラウザー', en: 'another browser' },
    async come(phone, { clova }) {
      await arrive(phone, clova, 'state')
      await phone.context.clearCookies()
      await fillIn(phone.page, MASTER)
    },
  },
  {
    name: 'client',
    status: 400,
    says: { ko: 'client_id', ja: 'client_id', en: 'client_id' },
    come: ({ page }, { clova }) =>
      visit(
        page,
        clova.authorizeUrl('state', query => query.set('client_id', 'other')),
      ),
  },
  {
    name: 'redirect',
    status: 400,
    says: { ko: 'redirect_uri', ja: 'redirect_uri', en: 'redirect_uri' },
    come: ({ page }, { clova }) =>
      visit(
        page,
        clova.authorizeUrl('state', query => query.set('redirect_uri', 'https://evil.example/')),
      ),
  },
  {
    name: 'request',
    status: 400,
    says: { ko: '클로바 앱', ja: 'CLOVA アプリ', en: 'CLOVA app' },
    come: ({ page }, { clova }) =>
      visit(
        page,
        clova.authorizeUrl('state', query => query.delete('state')),
      ),
  },
  {
    name: 'privacy',
    status: 200,
    says: { ko: '개인정보', ja: 'プライバシー', en: 'Privacy' },
    come: ({ page }, { tunnel }) => visit(page, `${tunnel.origin}${LINK_PATHS.privacy}`),
  },
]

/** Two of three without JavaScript: the pages must not know the difference. */
const PHONES = [
  { locale: 'ko-KR', language: 'ko', javaScript: true },
  { locale: 'ja-JP', language: 'ja', javaScript: false },
  { locale: 'en-US', language: 'en', javaScript: false },
] as const

const visit = async (page: Page, url: string): Promise<void> => void (await page.goto(url))

describe.skipIf(!hasBrowser || !hasOpenssl)('the pages on a phone (needs Chromium and openssl)', () => {
  const shots = process.env['CLOVA2MQTT_SHOTS']
  let stage: ManualStage
  let browser: Browser
  let visitors = 0

  beforeAll(async () => {
    if (shots !== undefined) mkdirSync(shots, { recursive: true })
    stage = await openManualStage()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })
  beforeEach(async () => {
    // Long enough for what the last row attempted to be forgotten, and another phone.
    await stage.clock.advance(minutes(16))
    stage.tunnel.comesFrom(`203.0.113.${++visitors}`)
  })

  describe.each(PHONES)('in $language, JavaScript: $javaScript', ({ language, ...options }) => {
    let phone: Phone
    let seen = 0
    beforeAll(async () => {
      phone = await openPhone(browser, options)
    })
    afterAll(() => phone?.close())

    test.each(CASES)('$name', async ({ name, status, says, come }) => {
      const { page } = phone
      seen++
      await come(phone, stage)
      expect(phone.lastStatus()).toBe(status)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      expect(await page.locator('main').textContent()).toContain(says[language])
      expect(await layoutFaults(page)).toEqual([])
      expect(phone.misdeeds).toEqual([])
      if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}-${language}.png`), fullPage: true })
    })

    test('every page was looked at', () => {
      expect(seen).toBe(9)
    })
  })

  test('after the wait that the page names, the right password links', async () => {
    const phone = await openPhone(browser, { locale: 'en-US' })
    await arrive(phone, stage.clova, 'patient')
    for (let attempt = 0; attempt < 20 && phone.lastStatus() !== 429; attempt++) await fillIn(phone.page, WRONG)
    const seconds = Number(/Wait (\d+) seconds/.exec((await phone.page.locator('#problem').textContent()) ?? '')?.[1])
    expect(seconds).toBeGreaterThan(0)
    await stage.clock.advance(seconds * 1000)
    await fillIn(phone.page, MASTER)
    expect((await stage.clova.comesBack('patient')).has('code')).toBe(true)
    expect(phone.misdeeds).toEqual([])
    await phone.close()
  })

  test('what is looked for is found on a page that does it', async () => {
    const phone = await openPhone(browser)
    await phone.page.setContent(`<p style="width:500px">wide</p><a href="/x" target="_blank">x</a><input name="small">
      <script>console.error('loud')</script>`)
    expect(await layoutFaults(phone.page)).toEqual([
      expect.stringContaining('scrolls sideways'),
      expect.stringContaining('too small for a finger: a x'),
      expect.stringContaining('too small for a finger: input small'),
      'a script: inline',
      expect.stringContaining('opens a window'),
      expect.stringContaining('into which iPhones zoom'),
      'no language',
      'no title',
      'no viewport',
    ])
    expect(phone.misdeeds).toEqual(['on the console: loud'])
    expect(phone.page.viewportSize()).toEqual(PHONE)
    await phone.close()
  })
})
