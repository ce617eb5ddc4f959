/** Variables in texts of the configuration: `${NAME}`, `${NAME:-default}`, `${file:/path}`, and `$${` for the characters. */
import type { ProblemCode, ProblemParameters } from './problem.ts'
import { type ReadBytes, readText } from './readFile.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A password, a token or a PEM key fits 64 KiB many times. */
const MAX_SECRET_FILE_BYTES = 65_536

const NAME = '[A-Za-z_][A-Za-z0-9_]*'
/** One pass, so that what a variable holds is never read as a variable again. A file's path may name variables. */
const PLACE = new RegExp(
  `\\$\\$\\{|\\$\\{file:((?:[^{}$]|\\$\\{${NAME}\\})+)\\}|\\$\\{(${NAME})(?::-([^{}]*))?\\}|\\$\\{`,
  'g',
)
const INNER = new RegExp(`\\$\\{(${NAME})\\}`, 'g')

export type Fail = (code: ProblemCode, parameters?: ProblemParameters) => void

/** The text with its variables put in; what cannot be found is reported and left empty. */
export function substitute(text: string, environment: Environment, read: ReadBytes, fail: Fail): string {
  if (!text.includes('${')) return text
  const variable = (name: string, otherwise: string | undefined): string => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    // As in a shell, `:-` also replaces an empty value; systemd sets variables it has no value for to nothing.
    if (value !== undefined && (value !== '' || otherwise === undefined)) return value
    if (otherwise === undefined) fail('variableMissing', { name })
    return otherwise ?? ''
  }
  return text.replace(PLACE, (whole: string, path?: string, name?: string, otherwise?: string) => {
    if (whole === '$${') return '${'
    if (name !== undefined) return variable(name, otherwise)
    if (path === undefined) {
      fail('variableMalformed')
      return ''
    }
    const file = path.replace(INNER, (_, inner: string) => variable(inner, undefined))
    const content = readText(file, read, MAX_SECRET_FILE_BYTES)
    if (content.ok) return content.text.replace(/\r?\n$/, '')
    // The path as written: what its variables hold might be a password in the wrong place.
    fail('secretFile', { name: path, reason: content.reason })
    return ''
  })
}
