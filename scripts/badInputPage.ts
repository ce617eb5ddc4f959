/** The page docs/bad-input.md: every row of bad input that the tests send, and what must come back. */
import { BAD_CASES } from '../test/badInput/allCases.ts'
import type { BadCase } from '../test/badInput/badCase.ts'
import { SURFACES, type Surface } from '../test/badInput/surfaces.ts'

const INTRODUCTION = `# Bad input

Made by \`npm run generate\` from the table in \`test/badInput\`; do not edit. A test compares them.

Each row is sent to a running gateway over real sockets, and what comes back is compared word for word with the last
column. After each row the same must hold: a good directive is confirmed; nothing waits, runs or is queued; what is
retained and the memory stay within their bounds; the log has a handful of lines, none of them an error, none longer
than its bound, and none with a token, a password or the content of a payload.

* A number is the HTTP status; 200 is followed by the ClovaHome message, and both bounds where it carries them. Every 200
  is also held against the guide.
* \`page "…"\` is an HTML page with that heading (the login page is "Link NAVER CLOVA"); \`invalid_grant\` and its like are the
  errors of RFC 6749; \`back to CLOVA\` is a redirect to the configured address, with \`state\` as it came. None of them may be
  a 5xx, lead elsewhere, be kept by a cache, or come without its security headers.
* \`closed\` is a connection that ends without an answer; \`refused 4\` is the return code of an MQTT CONNACK.
* \`nothing changes\`: neither a value, nor its time, nor presence, nor the cadence of the appliance.
* Rows marked with * run with an outside broker too. A configuration that is refused leaves the home as it was.
`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const line = (one: BadCase): string => {
  const edition = one.edition === undefined ? '' : ` (${one.edition})`
  const mark = one.anyBroker === true ? ' \\*' : ''
  return `| \`${one.id}\`${mark} | ${cell(one.sent)}${edition} | ${cell(one.answer)} |`
}

/** The whole page; the same table always gives the same text. */
export function badInputPage(): string {
  const sections = (Object.keys(SURFACES) as Surface[]).map(surface => {
    const rows = BAD_CASES.filter(one => one.surface === surface)
    return [
      `## ${SURFACES[surface]} (${rows.length})`,
      '',
      '| row | what is sent | what comes back |',
      '| --- | --- | --- |',
      ...rows.map(line),
    ].join('\n')
  })
  return `${[INTRODUCTION, ...sections.map(text => `${text}\n`)].join('\n')}`
}
