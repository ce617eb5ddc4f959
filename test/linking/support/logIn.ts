/** The user at the login page: with a phone, or without a screen where a browser is not what is tested. */
import type { Page } from 'playwright-core'
import type { Clova } from './clova.ts'
import { createFormBrowser, type FormPage } from './formBrowser.ts'
import type { Phone } from './phone.ts'

export interface Login {
  readonly name: string
  readonly password: string
}

/** Comes from CLOVA's own page, as on a phone, and stands before the login form. */
export async function arrive({ page }: Phone, clova: Clova, state: string): Promise<void> {
  await page.goto(clova.startPage(state))
  await page.tap('#go')
  await page.waitForSelector('input[type=password]')
  // With its style sheet, without which it is another page.
  await page.waitForLoadState('load')
}

/** Sends the form and waits for the page that comes of it. */
export async function fillIn(page: Page, { name, password }: Login): Promise<void> {
  await page.fill('input[name=name]', name)
  await page.fill('input[name=password]', password)
  const loaded = page.waitForEvent('load')
  await page.tap('button[type=submit]')
  await loaded
}

/** The whole way on the phone; what CLOVA got in the end. */
export async function logIn(phone: Phone, clova: Clova, state: string, login: Login): Promise<URLSearchParams> {
  await arrive(phone, clova, state)
  await fillIn(phone.page, login)
  await phone.page.waitForSelector('#linked')
  return clova.comesBack(state)
}

/** The last page or redirect of a login without a screen. */
export async function sendLogin(
  clova: Clova,
  home: string,
  state: string,
  login: Login,
  headers?: Readonly<Record<string, string>>,
): Promise<FormPage> {
  const browser = createFormBrowser(clova.fetch, home)
  const page = await browser.open(clova.authorizeUrl(state))
  return browser.send(page, { ...login }, headers)
}

/** What CLOVA gets of a login without a screen. @throws Error with the status when it was refused */
export async function logInUnseen(...how: Parameters<typeof sendLogin>): Promise<URLSearchParams> {
  const [clova] = how
  const { status, location } = await sendLogin(...how)
  if (location === undefined) throw new Error(`the login was answered ${status}`)
  if (!location.startsWith(clova.redirectUri)) throw new Error(`the browser was sent to ${location}`)
  return new URL(location).searchParams
}
