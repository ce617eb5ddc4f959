/** Goes through everything that the internet can see of both listeners, following links, and says what is there. */
import { expect } from 'vitest'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { PROBE_PATH } from '../../src/ports/probe.ts'
import type { Crawled, World } from './world.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Everything of the public listener but the probe, which is not there for strangers. */
const SERVED = ['/clova', '/live', ...Object.values(LINK_PATHS)]

/** What the control socket serves, what others serve, and spellings of what is served. */
const GUESSES = [
  ...['/', '/status', '/appliances', '/appliances/lamp', '/reload', '/log-level', '/metrics', '/health', '/api'],
  ...['/admin', '/index.html', '/favicon.ico', '/robots.txt', '/.env', '/.git/config', '/control.sock'],
  ...['/.well-known/', '/.well-known/openid-configuration', PROBE_PATH, `${PROBE_PATH}?n=${'0'.repeat(32)}`],
  ...['/clova/', '/CLOVA', '//clova', '/clova%2f', '/oauth', '/oauth/', '/oauth/authorize/', '/live/', '/constructor'],
]

/** The paths that a page leads to. */
const linksIn = ({ body, path }: Crawled): readonly string[] =>
  [...body.matchAll(/(?:href|src|action)="([^"]+)"/g)]
    .map(([, to = '']) => new URL(to, `https://home.example${path}`))
    .filter(url => url.hostname === 'home.example')
    .map(url => url.pathname)

export async function crawlBoth(world: World): Promise<void> {
  // One path at a time: the control socket takes 16 connections, and the public listener 20 new ones with ease.
  const all = (paths: readonly string[], port = 443) =>
    paths.flatMap(path => METHODS.map(method => ({ method, path, port })))
  const crawled: Crawled[] = []
  for (const path of [...SERVED, ...GUESSES]) crawled.push(...(await world.crawl(all([path]))))
  expect(crawled.length).toBe((7 + 29) * METHODS.length)
  expect(crawled.filter(one => one.status === 0)).toEqual([])
  const found = new Set(crawled.filter(one => one.status !== 404).map(one => one.path))
  // nginx joins the slashes of `//clova` before it passes the path on.
  found.delete('//clova')
  expect([...found].sort()).toEqual([...SERVED].sort())
  const served = (path: string): readonly number[] => [
    ...new Set(crawled.filter(one => one.path === path).map(one => one.status)),
  ]
  expect(served('/clova')).toEqual([405, 401])
  expect(served('/live')).toEqual([204, 405])
  expect(served('/privacy')).toEqual([200, 405])
  const links = new Set(crawled.flatMap(linksIn))
  expect([...links].filter(path => !SERVED.includes(path))).toEqual([])
  expect(links.size).toBeGreaterThan(0)

  // A tunnel that is pointed at the control socket by mistake: the name that the internet uses is not this machine's.
  const control: Crawled[] = []
  for (const path of ['/status', '/appliances', '/log-level', '/nothing']) {
    control.push(...(await world.crawl(all([path], 8443))))
  }
  expect(control).toHaveLength(4 * METHODS.length)
  expect(new Set(control.map(one => one.status))).toEqual(new Set([403]))
  const reload = { method: 'POST', path: '/reload', port: 8443 }
  const forwarded = { ...reload, headers: { Host: 'localhost', 'X-Forwarded-For': '198.51.100.1' } }
  expect((await world.crawl([reload, forwarded])).map(one => one.status)).toEqual([403, 403])
}
