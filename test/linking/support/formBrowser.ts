/** A browser without a screen: keeps cookies, fills the one form of a page in, stops at the redirect. */
import type { Fetch } from './httpsFetch.ts'

export interface FormPage {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Where it redirects to, if it does. */
  readonly location: string | undefined
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

export interface FormBrowser {
  readonly open: (url: string, headers?: Readonly<Record<string, string>>) => Promise<FormPage>
  /** Sends the form of a page with these fields changed; undefined leaves one out. */
  readonly send: (
    page: FormPage,
    fields: Readonly<Record<string, string | undefined>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<FormPage>
  readonly cookies: () => ReadonlyMap<string, string>
}

export function createFormBrowser(fetch: Fetch, origin: string): FormBrowser {
  const cookies = new Map<string, string>()
  const take = async (url: URL, answer: Response): Promise<FormPage> => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/;\s*max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await answer.text()
    const { status, headers } = answer
    return { status, headers, text, location: headers.get('location') ?? undefined, ...formOf(text, url) }
  }
  const cookieHeader = (): Record<string, string> =>
    cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  return {
    async open(url, headers = {}) {
      return take(new URL(url), await fetch(url, { headers: { ...cookieHeader(), ...headers } }))
    },
    async send({ action, fields: own }, fields, headers = {}) {
      const url = new URL(action)
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries({ ...own, ...fields })) if (value !== undefined) body.set(name, value)
      const answer = await fetch(url, { method: 'POST', body, headers: { origin, ...cookieHeader(), ...headers } })
      return take(url, answer)
    },
    cookies: () => cookies,
  }
}

function formOf(html: string, url: URL): Pick<FormPage, 'action' | 'fields'> {
  const form = /<form\b[^>]*>/i.exec(html)?.[0] ?? ''
  const fields: Record<string, string> = {}
  for (const [input] of html.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, 'name')
    if (name !== undefined) fields[name] = attribute(input, 'value') ?? ''
  }
  return { action: new URL(attribute(form, 'action') ?? url.pathname, url).href, fields }
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1]
  return found?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
