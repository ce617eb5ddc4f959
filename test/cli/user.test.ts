import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { begin, type Ended, temporaryFolder } from './support.ts'

const hasScript = spawnSync('script', ['--version']).status === 0

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const GOOD = 'correct horse battery'

/** A home of which only the configuration exists. */
function makeFile(): string {
  const file = join(temporaryFolder(), 'clova2mqtt.yaml')
  writeFileSync(file, 'language: en\n')
  return file
}

function user(file: string, args: readonly string[], input: string | Buffer = ''): Promise<Ended> {
  const running = begin(['user', ...args, '--config', file])
  running.child.stdin?.end(input)
  return running.ended
}

const names = async (file: string): Promise<readonly string[]> =>
  (JSON.parse((await user(file, ['list', '--json'])).out) as { name: string }[]).map(({ name }) => name)

describe('user', () => {
  test('is added with a password from standard input, listed, changed and removed', async () => {
    const file = makeFile()
    expect((await user(file, ['list'])).out).toContain('There is no user')
    const added = await user(file, ['add', 'Mina'], `${GOOD}\nsecond line\n`)
    expect([added.code, added.err]).toEqual([0, ''])
    expect(added.out).toContain('User mina is added')
    expect(await names(file)).toEqual(['mina'])
    const [header, row] = (await user(file, ['list'])).out.split('\n')
    expect(header).toMatch(/^User +Added +Password set +Links$/)
    expect(row).toMatch(/^mina +\d{4}-\d\d-\d\dT[\d:]{8}\+09:00 +\d{4}\S+ +0$/)
    expect(await user(file, ['passwd', 'MINA'], `${GOOD} 2\r\n`)).toMatchObject({ code: 0, err: '' })
    const removed = await user(file, ['remove', 'mina'])
    expect([removed.code, removed.out]).toEqual([0, 'User mina is removed. Links revoked: 0.\n'])
    expect(await names(file)).toEqual([])
  })

  test('what cannot be done ends with 1 and changes nothing', async () => {
    const file = makeFile()
    await user(file, ['add', 'mina'], `${GOOD}\n`)
    const cases: readonly (readonly [readonly string[], string | Buffer, string])[] = [
      [['add', 'mina'], `${GOOD}\n`, 'user passwd mina'],
      [['add', 'bob'], '', 'no password on standard input'],
      [['add', 'bob'], '\n', 'no password on standard input'],
      [['add', 'bob'], 'short\n', '10 to 256 characters'],
      [['add', 'bob'], 'x'.repeat(100_000), 'too long'],
      [['add', 'bob'], Buffer.from('passw\xf6rd of bob\n', 'latin1'), 'not text in UTF-8'],
      [['add', 'bo\u0007b'], `${GOOD}\n`, 'a user name has 1 to 64'],
      [['passwd', 'bob'], `${GOOD}\n`, 'There is no user bob'],
      [['passwd', 'mina'], 'short\n', '10 to 256 characters'],
      [['remove', 'bob'], '', 'There is no user bob'],
    ]
    const ended = await Promise.all(cases.map(([args, input]) => user(file, args, input)))
    for (const [at, [args, , hint]] of cases.entries()) {
      expect(ended[at], args.join(' ')).toMatchObject({ code: 1, out: '', err: expect.stringContaining(hint) })
      expect(ended[at]?.err).not.toMatch(/^\s+at /m)
    }
    expect(await names(file)).toEqual(['mina'])
    expect(cases).toHaveLength(10)
  })

  test('wrong usage ends with 2; a password is never an argument', async () => {
    const file = makeFile()
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['add', 'mina', '--password', GOOD], 'never an argument'],
      [['passwd', 'mina', `--password=${GOOD}`], 'process list'],
      [['add'], 'user add NAME'],
      [['rename', 'mina'], 'There is no command user rename'],
      [['list', 'mina'], 'Too many arguments: mina'],
      [['add', 'mina', GOOD], 'Too many arguments'],
    ]
    const ended = await Promise.all(cases.map(([args]) => user(file, [...args, '--lang', 'en'])))
    for (const [at, [, hint]] of cases.entries()) {
      expect([ended[at]?.code, ended[at]?.err]).toEqual([2, expect.stringContaining(hint)])
    }
    expect(await names(file)).toEqual([])
    expect(cases).toHaveLength(6)
  })

  test('speaks the language of the home', async () => {
    const file = makeFile()
    writeFileSync(file, 'edition: JP\n')
    expect((await user(file, ['list'])).out).toContain('ユーザーがいません')
    expect((await user(file, ['list', '--lang', 'ko'])).out).toContain('사용자가 없습니다')
  })
})

describe.skipIf(!hasScript)('user on a terminal (needs script of util-linux)', () => {
  /** Runs it under a terminal of its own and types an answer to each prompt; the terminal's settings must come back. */
  async function typed(file: string, args: string, ...answers: readonly (readonly [prompt: string, answer: string])[]) {
    const command = join(temporaryFolder(), 'run.sh')
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), MAIN].join(' ')
    writeFileSync(command, `stty -g\n${program} user ${args} --config ${file}\necho "status $?"\nstty -g\n`)
    const child = spawn('script', ['-qec', `sh ${command}`, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let shown = ''
    let next = 0
    child.stdout.on('data', (piece: Buffer) => {
      shown += piece.toString('utf8')
      const [prompt, answer] = answers[next] ?? []
      if (prompt === undefined || !shown.includes(prompt)) return
      next++
      child.stdin.write(`${answer}\r`)
    })
    await new Promise(resolve => child.once('close', resolve))
    const lines = shown.trim().split(/\r?\n/)
    expect(lines.at(-1)).toBe(lines[0])
    expect(next).toBe(answers.length)
    return shown
  }

  test('asks twice, shows nothing of it, and leaves the terminal as it was', async () => {
    const file = makeFile()
    const shown = await typed(file, 'add mina', ['New password of mina: ', GOOD], ['Once more: ', GOOD])
    expect(shown).toContain('status 0')
    expect(shown).toContain('User mina is added')
    expect(shown).not.toContain(GOOD)
    expect(await names(file)).toEqual(['mina'])
  })

  test('two that differ, and Ctrl-C, change nothing', async () => {
    const file = makeFile()
    const differ = await typed(file, 'add mina', ['New password of mina: ', GOOD], ['Once more: ', `${GOOD}!`])
    expect(differ).toContain('The two passwords differ')
    expect(differ).toContain('status 1')
    const stopped = await typed(file, 'add mina', ['New password of mina: ', 'half\u0003'])
    expect(stopped).toContain('Stopped. Nothing was changed.')
    expect(stopped).toContain('status 1')
    expect(await names(file)).toEqual([])
  })
})
