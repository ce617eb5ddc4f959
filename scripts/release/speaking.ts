/** Gives a shell script the installer's voice: its choice of language, and of its texts those that the script says. */

/** Where it is put. */
const PLACE = /^# What it can say is put here: .*\n/m

/** A function of the installer, in one line or in many. */
const functionOf = (name: string): RegExp => new RegExp(`^${name}\\(\\) \\{(?:.*\\}\\n|\\n[\\s\\S]*?^\\}\\n)`, 'm')

/** `name)` and three assignments. */
const ROWS = /^ {4}(\w+)\)\n(?: {6}(?:ko|ja|en)="[^"]+"\n){3} {6};;\n/gm

/** Comments say nothing. */
const SAID = /^[^#\n]*\b(?:say|warn) (\w+)/gm

/**
 * @param sources the installer, and files with more texts of its form
 * @throws Error when the script says what none of them has
 */
export function speaking(script: string, sources: readonly [string, ...string[]]): string {
  if (!PLACE.test(script)) return script
  const [installer] = sources
  const rows = new Map(sources.flatMap(source => [...source.matchAll(ROWS)].map(([row, name]) => [name, row] as const)))
  // `warn` says one of its own.
  const names = new Set(['warning', ...[...script.matchAll(SAID)].map(([, name]) => name)])
  const said = [...names].map(name => rows.get(name) ?? fail(`there is no text ${name}`)).join('')
  const [choice, say, warn, text] = ['choose_language', 'say', 'warn', 'text'].map(
    name => functionOf(name).exec(installer)?.[0] ?? fail(`the installer has no function ${name}`),
  )
  const table = text?.replace(/(?<=^ {2}case \$name in\n)[\s\S]*?(?=^ {2}esac\n)/m, () => said)
  return script.replace(PLACE, () => `${choice}${say}${warn}${table}choose_language\n`)
}

function fail(message: string): never {
  throw new Error(message)
}
