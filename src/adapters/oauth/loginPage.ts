/** The page on which the user signs in and allows CLOVA what it asks for. */
import type { Language, Text } from '../../kernel/text.ts'
import { LINK_PATHS } from '../../ports/linking.ts'
import type { Edition } from '../../protocol/edition.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { CLOVA, LOGIN, say } from './pageTexts.ts'

/** Longest name and password that are looked at: far above what can be set, below what the form's bound lets through. */
export const MAX_NAME_CHARACTERS = 128
export const MAX_PASSWORD_CHARACTERS = 1024

export interface LoginPageContent {
  readonly language: Language
  readonly edition: Edition
  readonly homeName: string
  /** The sealed transaction. */
  readonly transaction: string
  /** What was typed before, so that only the password is typed again. */
  readonly name: string
  /** Why the page is shown again. */
  readonly problem: Problem | undefined
}

export type Problem = { readonly kind: 'wrong' } | { readonly kind: 'wait'; readonly seconds: number }

export function loginPage(content: LoginPageContent): Html {
  const { language, problem } = content
  const tell = (text: Text): string => say(text, language, { clova: say(CLOVA[content.edition], language) })
  const main = html`<h1>${tell(LOGIN.title)}</h1>
<p class="lead">${tell(LOGIN.lead)}</p>
<section class="consent" aria-labelledby="allowed">
<h2 id="allowed">${tell(LOGIN.allowed)}</h2>
<ul class="yes"><li>${tell(LOGIN.see)}</li><li>${tell(LOGIN.control)}</li></ul>
<ul class="no"><li>${tell(LOGIN.settings)}</li><li>${tell(LOGIN.secret)}</li></ul>
</section>
${problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problemText(problem, language)}</p>`}
${form(content, tell)}
<footer><p>${tell(LOGIN.hurry)}</p><a href="${LINK_PATHS.privacy}">${tell(LOGIN.privacy)}</a></footer>`
  return layout({ language, title: `${tell(LOGIN.title)} · ${content.homeName}`, brand: content.homeName, main })
}

function problemText(problem: Problem, language: Language): string {
  if (problem.kind === 'wrong') return say(LOGIN.wrong, language)
  return say(LOGIN.wait, language, { seconds: String(problem.seconds) })
}

/** No autofocus at first, where the keyboard would hide what is being allowed; after a mistake on the password, below the message. */
function form({ transaction, name, problem }: LoginPageContent, tell: (text: Text) => string): Html {
  const described = problem === undefined ? undefined : html` aria-describedby="problem"`
  const invalid = problem?.kind === 'wrong' ? html` aria-invalid="true"` : undefined
  const focus = problem === undefined ? undefined : html` autofocus`
  return html`<form method="post" action="${LINK_PATHS.authorize}">
<input type="hidden" name="transaction" value="${transaction}">
<label for="name">${tell(LOGIN.name)}</label>
<input id="name" name="name" type="text" value="${name}" required maxlength="${MAX_NAME_CHARACTERS}"
 autocomplete="username" autocapitalize="off" autocorrect="off" spellcheck="false" enterkeyhint="next"${described}${invalid}>
<label for="password">${tell(LOGIN.password)}</label>
<input id="password" name="password" type="password" required maxlength="${MAX_PASSWORD_CHARACTERS}"
 autocomplete="current-password" enterkeyhint="go"${described}${invalid}${focus}>
<button type="submit">${tell(LOGIN.submit)}</button>
</form>`
}
