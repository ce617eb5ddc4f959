/** The frame of every page, and the pages that only say something. */
import type { Language } from '../../kernel/text.ts'
import { LINK_PATHS } from '../../ports/linking.ts'
import { type Html, html } from './html.ts'
import { MESSAGES, say } from './pageTexts.ts'
import { PRIVACY, PRIVACY_LEAD, PRIVACY_TITLE } from './privacyTexts.ts'
import { STYLE_VERSION } from './style.ts'

export interface PageContent {
  readonly language: Language
  readonly title: string
  /** Stands above the title; the home's name where the browser may know it. */
  readonly brand: string
  readonly main: Html
}

/** Drawn in the page itself: nothing is loaded but the style. */
const MARK = html`<svg class="mark" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">
<rect class="tile" width="48" height="48" rx="14"/>
<path class="line" d="M13 24.5 24 14.5l11 10M16.5 22.5V34h15V22.5"/>
<path class="line" d="M20.5 26.5v3M24 24.5v7M27.5 26.5v3"/>
</svg>`

export function layout({ language, title, brand, main }: PageContent): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${LINK_PATHS.style}?v=${STYLE_VERSION}">
</head>
<body>
<main>
<header>
${MARK}
<p class="brand">${brand}</p>
</header>
${main}
</main>
</body>
</html>
`
}

export type MessageKind = keyof typeof MESSAGES

/** A page that says what happened and what to do. It names no home: anybody can get it. */
export function messagePage(kind: MessageKind, language: Language): Html {
  const { title, body, next } = MESSAGES[kind]
  const heading = say(title, language)
  const main = html`<div role="alert">
<h1>${heading}</h1>
<p>${say(body, language)}</p>
</div>
<p class="next">${say(next, language)}</p>`
  return layout({ language, title: heading, brand: 'clova2mqtt', main })
}

/** What the consoles ask for as privacy policy. */
export function privacyPage(language: Language): Html {
  const heading = say(PRIVACY_TITLE, language)
  const sections = PRIVACY.map(
    section => html`<section>
<h2>${say(section.heading, language)}</h2>
${section.paragraphs.map(paragraph => html`<p>${say(paragraph, language)}</p>`)}
</section>`,
  )
  const main = html`<h1>${heading}</h1>
<p class="lead">${say(PRIVACY_LEAD, language)}</p>
${sections}`
  return layout({ language, title: heading, brand: 'clova2mqtt', main })
}
