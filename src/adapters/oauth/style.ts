/** The one style sheet of the pages: made for a phone of 360 px, light and dark, without anything from elsewhere. */
import { createHash } from 'node:crypto'

/** Contrasts are at least 4.5:1 for text and 3:1 for borders of fields, in both schemes (WCAG 2.2 AA). */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f3f5f4; --card: #fff; --text: #17211d; --quiet: #55625c; --field: #fff; --edge: #7d8a84; --soft: #dfe5e2;
  --accent: #0b6b4f; --on-accent: #fff; --pressed: #08523c; --alert: #a3161c; --alert-ground: #fdeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101513; --card: #1a211e; --text: #eaf0ed; --quiet: #a5b2ac; --field: #111715; --edge: #75837c; --soft: #2d3733;
    --accent: #5fd3ab; --on-accent: #06281d; --pressed: #83e0c0; --alert: #ffb4ae; --alert-ground: #3b1a1a;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body {
  margin: 0; background: var(--ground); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR",
    "Hiragino Sans", "Noto Sans JP", sans-serif;
}
:lang(ja) body, body:lang(ja) {
  font-family: system-ui, -apple-system, Roboto, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif;
  line-break: strict;
}
body:lang(ko) { word-break: keep-all }
h1:lang(ja), h2:lang(ja) { word-break: auto-phrase }
main {
  max-width: 26rem; min-height: 100vh; margin: 0 auto; background: var(--card);
  padding: max(24px, env(safe-area-inset-top)) max(20px, env(safe-area-inset-right)) max(28px, env(safe-area-inset-bottom))
    max(20px, env(safe-area-inset-left));
}
header { display: flex; align-items: center; gap: 12px; margin-bottom: 22px }
.mark { flex: none }
.tile { fill: var(--accent) }
.line { fill: none; stroke: var(--on-accent); stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round }
.brand { margin: 0; font-weight: 600; color: var(--quiet) }
h1 { margin: 0 0 8px; font-size: 1.6rem; line-height: 1.28; letter-spacing: -.01em; text-wrap: balance }
h2 { margin: 0 0 6px; font-size: 1rem; line-height: 1.4 }
p { margin: 0 0 12px }
.lead { color: var(--quiet); margin-bottom: 18px; text-wrap: pretty }
a { color: var(--accent); text-underline-offset: 3px }
label { display: block; margin: 0 0 6px; font-weight: 600 }
input:not([type=hidden]) {
  display: block; width: 100%; min-height: 52px; margin: 0 0 16px; padding: 12px 14px; font: inherit; color: inherit;
  background: var(--field); border: 1px solid var(--edge); border-radius: 12px;
}
input[aria-invalid=true] { border-color: var(--alert) }
button {
  display: block; width: 100%; min-height: 54px; margin: 22px 0 0; padding: 14px; font: inherit; font-weight: 700;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: 12px; cursor: pointer;
}
button:hover, button:active { background: var(--pressed) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.problem {
  margin: 0 0 20px; padding: 12px 14px; color: var(--alert); background: var(--alert-ground);
  border-left: 4px solid var(--alert); border-radius: 8px;
}
.consent { margin: 0 0 22px; padding: 14px 16px 12px; background: var(--ground); border-radius: 12px; font-size: .94rem }
ul { list-style: none; margin: 0; padding: 0 }
li { position: relative; padding: 2px 0 2px 28px }
li::before { position: absolute; left: 4px; font-weight: 700; color: var(--accent) }
.yes li::before { content: "\\2713" / "" }
.no { color: var(--quiet) }
.no li::before { content: "\\2715" / ""; color: inherit }
footer {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 16px; margin-top: 24px;
  padding-top: 6px; border-top: 1px solid var(--soft); color: var(--quiet); font-size: .9rem;
}
footer p { margin: 0 }
footer a { display: inline-block; padding: 13px 0; min-height: 48px }
.next { padding: 14px 16px; margin-top: 20px; background: var(--ground); border-radius: 12px; font-weight: 600 }
section + section, .lead + section { margin-top: 24px }
@media (min-width: 480px) {
  main { min-height: 0; margin: 6vh auto; padding: 32px; border-radius: 20px; box-shadow: 0 1px 3px #0002, 0 12px 40px #0001 }
}
`

/** Changes with the content, so that a browser may keep the sheet for good. */
export const STYLE_VERSION = createHash('sha256').update(STYLE).digest('hex').slice(0, 12)
