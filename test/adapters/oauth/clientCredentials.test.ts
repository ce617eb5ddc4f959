/** Both readings of Basic credentials, where they differ. */
import { expect, test } from 'vitest'
import { authenticateClient } from '../../../src/adapters/oauth/clientCredentials.ts'

const header = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const who = (authorization: string, id: string, secret: string): string => {
  const found = authenticateClient(authorization, new Map(), (one, other) => one === id && other === secret)
  return found.kind
}

test('as sent and form-decoded, whichever is right', () => {
  expect(who(header('id:a+b'), 'id', 'a+b')).toBe('client')
  expect(who(header('id:a+b'), 'id', 'a b')).toBe('client')
  expect(who(header('id:a%2Bb'), 'id', 'a+b')).toBe('client')
  expect(who(header('id:a%2Bb'), 'id', 'a%2Bb')).toBe('client')
  expect(who(header('id:50%'), 'id', '50%')).toBe('client')
  expect(who(header('id:a:b'), 'id', 'a:b')).toBe('client')
  expect(who(header('i%3Ad:a'), 'i:d', 'a')).toBe('client')
  expect(who(header('id:a+b'), 'id', 'ab')).toBe('wrong')
})
