/** Passwords with real scrypt: what is stored, what compares equal, what is refused, and that only one runs at a time. */
import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { MAX_WAITING, scryptHasher } from '../../../src/adapters/password/scrypt.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { checkNewPassword, HasherBusyError, MAX_PASSWORD_CHARACTERS, UserInputError } from '../../../src/ports/users.ts'

const secret = (text: string): Secret => new Secret(text)
const GOOD = secret('맞는 비밀번호 열 글자')

/** A row of the form of this hasher, computed by Node alone. */
function row(password: string, { ln = 14, r = 8, p = 5 }, salt = Buffer.alloc(16, 7)): string {
  const hash = scryptSync(password, salt, 32, { N: 2 ** ln, r, p, maxmem: 256 * 1_048_576 })
  const text = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(hash)}`
}

test('a password is stored with its cost and a salt of its own, and only itself is right', async () => {
  const hasher = scryptHasher()
  const stored = await hasher.hash(GOOD)
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hasher.hash(GOOD)).not.toBe(stored)
  expect(await hasher.verify(GOOD, stored)).toBe(true)
  const wrong = ['', '맞는 비밀번호 열 글', '맞는 비밀번호 열 글자 ', 'x'.repeat(257), 'x'.repeat(1_000_000)]
  for (const text of wrong) expect(await hasher.verify(secret(text), stored), text.slice(0, 20)).toBe(false)
  expect(wrong).toHaveLength(5)
})

test('the stored form is scrypt as Node computes it, at costs that were usual or may become so', async () => {
  const hasher = scryptHasher()
  const costs = [{}, { ln: 12, p: 1 }, { ln: 15, p: 3 }, { ln: 16, p: 1 }]
  for (const cost of costs) {
    expect(await hasher.verify(secret('a password'), row('a password', cost)), JSON.stringify(cost)).toBe(true)
    expect(await hasher.verify(secret('A password'), row('a password', cost))).toBe(false)
  }
  expect(costs).toHaveLength(4)
})

test('composed and decomposed Korean, Japanese and Latin are the same password', async () => {
  const hasher = scryptHasher()
  const words = ['안방불꺼줘제발요열글자', 'ガギグゲゴパピプペポ', 'éàüéàüéàüé']
  for (const word of words) {
    const [composed, decomposed] = [word.normalize('NFC'), word.normalize('NFD')]
    expect(decomposed.length).toBeGreaterThan(composed.length)
    expect(await hasher.verify(secret(decomposed), await hasher.hash(secret(composed)))).toBe(true)
    expect(await hasher.verify(secret(composed), await hasher.hash(secret(decomposed)))).toBe(true)
  }
  expect(words).toHaveLength(3)
  const longest = '한'.repeat(MAX_PASSWORD_CHARACTERS)
  expect(await hasher.verify(secret(longest.normalize('NFD')), await hasher.hash(secret(longest)))).toBe(true)
})

test('nobody has any password, at the cost of a check', async () => {
  const hasher = scryptHasher()
  expect(await hasher.verify(GOOD, undefined)).toBe(false)
  // It takes a place in the queue like any other check.
  const all = Array.from({ length: MAX_WAITING + 2 }, () => hasher.verify(GOOD, undefined))
  const ends = await Promise.allSettled(all)
  expect(ends.filter(end => end.status === 'rejected')).toHaveLength(1)
})

test('a damaged or absurd row is refused by name and without its content', async () => {
  const good = row('a password', {})
  const [, , cost = '', salt = '', hash = ''] = good.split('$')
  const rows: readonly (readonly [string, RegExp])[] = [
    ['', /form/],
    ['a password', /form/],
    [`${good}\n`, /form/],
    [good.slice(0, -1), /form/],
    [`${good}A`, /form/],
    [good.replace('scrypt', 'bcrypt'), /form/],
    [`$scrypt$${cost}$${salt.slice(1)}$${hash}`, /form/],
    [`$scrypt$${cost}$$${hash}`, /form/],
    [good.replace('ln=14', 'ln=99'), /ln=99, allowed is 12 to 16/],
    [good.replace('ln=14', 'ln=17'), /ln=17/],
    [good.replace('ln=14', 'ln=1'), /ln=1,/],
    [good.replace('ln=14', 'ln=-4'), /form/],
    [good.replace('r=8', 'r=99'), /r=99/],
    [good.replace('r=8', 'r=1'), /r=1,/],
    [good.replace('p=5', 'p=0'), /p=0/],
    [good.replace('p=5', 'p=99'), /p=99/],
  ]
  const hasher = scryptHasher()
  for (const [stored, message] of rows) {
    const error = await hasher.verify(secret('a password'), stored).catch((thrown: unknown) => thrown)
    expect(error, stored).toBeInstanceOf(Error)
    expect(String(error)).toMatch(message)
    expect(String(error)).not.toContain(hash)
  }
  expect(rows).toHaveLength(16)
  // None of them blocked the queue.
  expect(await hasher.verify(secret('a password'), good)).toBe(true)
})

test('a row with another hash or another salt is not right', async () => {
  const hasher = scryptHasher()
  const good = row('a password', {})
  const other = row('a password', {}, Buffer.alloc(16, 8))
  const [salt = '', hash = ''] = good.split('$').slice(3)
  expect(await hasher.verify(secret('a password'), good.replace(hash, other.split('$')[4] ?? ''))).toBe(false)
  expect(await hasher.verify(secret('a password'), good.replace(salt, other.split('$')[3] ?? ''))).toBe(false)
})

test(`one is computed at a time in order, ${MAX_WAITING} wait, the next is refused at once`, async () => {
  const hasher = scryptHasher()
  const stored = row('a password', { ln: 12, p: 1 })
  const slow = row('a password', { ln: 15, p: 3 })
  const order: number[] = []
  const check = async (index: number): Promise<boolean> => {
    // The first one takes twenty times as long as the others, and is still the first to end.
    const right = await hasher.verify(secret('a password'), index === 0 ? slow : stored)
    order.push(index)
    return right
  }
  const running = Array.from({ length: MAX_WAITING + 1 }, (_, index) => check(index))
  await expect(hasher.verify(secret('a password'), stored)).rejects.toBeInstanceOf(HasherBusyError)
  await expect(hasher.hash(GOOD)).rejects.toBeInstanceOf(HasherBusyError)
  expect(order).toEqual([])
  expect(await Promise.all(running)).toEqual(running.map(() => true))
  expect(order).toEqual([...running.keys()])
  // The refused ones hold no place.
  const again = Array.from({ length: MAX_WAITING + 1 }, () => hasher.verify(secret('x'), stored))
  expect(await Promise.all(again)).toEqual(again.map(() => false))
})

test('a new password is 10 to 256 characters that can be typed again', () => {
  const refused = [
    '',
    'short',
    'x'.repeat(9),
    'x'.repeat(257),
    ' ten letters',
    'ten letters\n',
    'ten\tletters',
    '가나다라마'.normalize('NFD'),
  ]
  for (const text of refused) {
    expect(() => checkNewPassword(secret(text)), JSON.stringify(text.slice(0, 20))).toThrow(UserInputError)
    try {
      checkNewPassword(secret(text))
    } catch (error) {
      if (text !== '') expect(String(error)).not.toContain(text)
    }
  }
  expect(refused).toHaveLength(8)
  const good = ['x'.repeat(10), 'x'.repeat(256), '가나다라마바사아자차', 'with spaces inside', '🔐'.repeat(5)]
  for (const text of good) checkNewPassword(secret(text))
  expect(good).toHaveLength(5)
})
