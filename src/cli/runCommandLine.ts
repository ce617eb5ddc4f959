/** Arguments to one command to an exit status. Nothing a user does wrong is answered with a stack trace. */
import { VERSION } from '../compose/version.ts'
import { type Language, text } from '../kernel/text.ts'
import { saidIn } from '../kernel/told.ts'
import { COMMANDS, COMMON_OPTIONS } from './commands.ts'
import { noSuchCommand } from './firstWord.ts'
import { commandHelp, generalHelp } from './help.ts'
import { CommandError, EXIT, type Io, say, UsageError } from './invocation.ts'
import { isLanguage, languageOfEnvironment } from './language.ts'
import { parseCommandLine } from './parseCommandLine.ts'
import { isOldNode, nativeText, oldNodeText } from './runtime.ts'

const TEXTS = {
  help: text('도움말: clova2mqtt {name}--help', 'ヘルプ: clova2mqtt {name}--help', 'Help: clova2mqtt {name}--help'),
  badLanguage: text(
    '--lang{asked}: ko, ja, en 중 하나로 쓰세요.',
    '--lang{asked}: ko、ja、en のいずれかにしてください。',
    '--lang{asked}: write one of ko, ja, en.',
  ),
}

/** Runs what the arguments say. Never rejects. @returns the exit status: 0 done, 1 failed, 2 wrong usage */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = args
  let language = languageOfEnvironment(io.env)
  const name = first?.startsWith('-') === true ? undefined : first
  try {
    language = languageOf(args, language)
    return name === undefined ? general(args, io, language) : await command(name, rest, io, language)
  } catch (error) {
    return failed(error, { name, io, language, debug: args.includes('--debug') })
  }
}

/** The language is needed before the arguments are understood: their faults are told in it. */
function languageOf(args: readonly string[], otherwise: Language): Language {
  const at = args.findIndex(argument => argument === '--lang' || argument.startsWith('--lang='))
  if (at < 0) return otherwise
  const asked = args[at] === '--lang' ? args[at + 1] : args[at]?.slice('--lang='.length)
  if (!isLanguage(asked))
    throw new UsageError(
      say({ language: otherwise }, TEXTS.badLanguage, { asked: asked === undefined ? '' : ` ${asked}` }),
    )
  return asked
}

function general(args: readonly string[], io: Io, language: Language): number {
  const { options } = parseCommandLine(args, COMMON_OPTIONS, 0, language)
  if (options['version'] === true) {
    io.out(VERSION)
    return EXIT.ok
  }
  const asked = options['help'] === true
  const print = asked ? io.out : io.err
  print(generalHelp({ language }))
  return asked ? EXIT.ok : EXIT.usage
}

async function command(name: string, args: readonly string[], io: Io, language: Language): Promise<number> {
  if (name === 'help') {
    const [about] = parseCommandLine(args, COMMON_OPTIONS, 1, language).positionals
    return about === undefined ? general(['--help'], io, language) : await command(about, ['--help'], io, language)
  }
  const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (spec === undefined) throw noSuchCommand({ language }, name, Object.keys(COMMANDS))
  const parsed = parseCommandLine(args, { ...spec.options, ...COMMON_OPTIONS }, spec.maxPositionals, language)
  if (parsed.options['help'] === true) {
    io.out(commandHelp(name, spec, { language }))
    return EXIT.ok
  }
  if (parsed.options['version'] === true) {
    io.out(VERSION)
    return EXIT.ok
  }
  // Before anything of the command is loaded, which an old Node could not.
  const { node } = process.versions
  if (isOldNode(node)) throw new CommandError(oldNodeText({ language }, node))
  const { run } = await spec.load()
  return await run({ io, language, languageChosen: parsed.options['lang'] !== undefined, ...parsed })
}

interface Failure {
  readonly name: string | undefined
  readonly io: Io
  readonly language: Language
  readonly debug: boolean
}

function failed(error: unknown, { name, io, language, debug }: Failure): number {
  io.err(nativeText({ language }, error) ?? saidIn(error, language))
  if (debug && error instanceof Error && error.stack !== undefined) io.err(error.stack)
  if (!(error instanceof UsageError)) return EXIT.failed
  const known = name !== undefined && Object.hasOwn(COMMANDS, name)
  io.err(say({ language }, TEXTS.help, { name: known ? `${name} ` : '' }))
  return EXIT.usage
}
