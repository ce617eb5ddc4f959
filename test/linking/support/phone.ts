/** The user's phone: headless Chromium at phone size, with everything noted that a login page must not do. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { CLOVA_HOST, HOME_HOST } from './certificate.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin']

/** Debian's Chromium, or whatever of its kind is on the PATH. */
const PROGRAM = FOLDERS.flatMap(folder => NAMES.map(name => join(folder, name))).find(path => existsSync(path))

export const hasBrowser = PROGRAM !== undefined

/** The narrowest phone still in use. */
export const PHONE = { width: 360, height: 740 }

/** A test has no use for what a browser looks up on the internet by itself. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium takes a second where it is alone; this only ends a test that hangs. */
const HANG_MS = 60_000

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PROGRAM ?? 'chromium',
    timeout: HANG_MS,
    args: [...QUIET, `--host-resolver-rules=MAP ${HOME_HOST} 127.0.0.1, MAP ${CLOVA_HOST} 127.0.0.1, MAP * ~NOTFOUND`],
  })

export interface Phone {
  readonly page: Page
  readonly context: BrowserContext
  /** What it did beside showing pages of the home and going back to CLOVA: other hosts, pop-ups, console errors. */
  readonly misdeeds: readonly string[]
  /** Status of the page that is shown. */
  readonly lastStatus: () => number
  readonly close: () => Promise<void>
}

export interface PhoneOptions {
  /** `ko-KR`; what the browser says it reads. */
  readonly locale?: string
  readonly javaScript?: boolean
}

/** A phone that has never been here: nothing stored. */
export async function openPhone(
  browser: Browser,
  { locale = 'ko-KR', javaScript = true }: PhoneOptions = {},
): Promise<Phone> {
  const context = await browser.newContext({
    ...{ viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    ...{ ignoreHTTPSErrors: true, locale, javaScriptEnabled: javaScript },
  })
  context.setDefaultTimeout(HANG_MS)
  const misdeeds: string[] = []
  const page = await context.newPage()
  context.on('page', other => misdeeds.push(`a pop-up: ${other.url()}`))
  context.on('request', request => {
    const { hostname } = new URL(request.url())
    if (hostname !== HOME_HOST && hostname !== CLOVA_HOST) misdeeds.push(`a request to ${request.url()}`)
    if (hostname === CLOVA_HOST && !request.isNavigationRequest()) misdeeds.push(`a part of CLOVA's: ${request.url()}`)
  })
  let lastStatus = 0
  page.on('response', response => {
    if (response.request().isNavigationRequest()) lastStatus = response.status()
  })
  page.on('console', message => {
    // The browser itself writes this line for every page with an error status.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded with a status of 4')
    if (message.type() === 'error' && !isStatus) misdeeds.push(`on the console: ${message.text()}`)
  })
  page.on('pageerror', error => misdeeds.push(`an error of a script: ${error.message}`))
  return { page, context, misdeeds, lastStatus: () => lastStatus, close: () => context.close() }
}
