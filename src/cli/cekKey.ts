/** The development key: made, kept and found. */
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createSigner, generateDevelopmentKey, type Signer } from '../adapters/cek/sign.ts'
import { Secret } from '../kernel/secret.ts'
import { text } from '../kernel/text.ts'
import { CommandError, EXIT, type Invocation, print, say, textOption } from './invocation.ts'
import { readNamedFile, writeNamedFile } from './namedFile.ts'

const DEFAULT_KEY_FILE = 'cek-dev-key.pem'

const TEXTS = {
  exists: text(
    '{file} 이(가) 이미 있습니다. 그대로 두었습니다.',
    '{file} はすでにあります。そのままにしました。',
    '{file} exists already and was left alone.',
  ),
  made: text(
    '개인 키: {file} (0600)\n공개 키: {publicFile}\n시험하는 동안만 설정에 다음을 넣고 다시 시작하세요:\n\nwebhook:\n  key:\n    file: {publicFile}\n\n이 키를 가진 사람은 CLOVA 행세를 할 수 있습니다. 시험이 끝나면 설정에서 지우세요.',
    '秘密鍵: {file} (0600)\n公開鍵: {publicFile}\n試験の間だけ設定に次を入れ、再起動してください:\n\nwebhook:\n  key:\n    file: {publicFile}\n\nこの鍵を持つ人は CLOVA になりすませます。試験が終わったら設定から消してください。',
    'Private key: {file} (0600)\nPublic key: {publicFile}\nFor the time of testing put this into the configuration and restart:\n\nwebhook:\n  key:\n    file: {publicFile}\n\nWhoever has the private key can speak as CLOVA. Take the lines out again when you are done.',
  ),
  missing: text(
    '개발용 키 {file} 이(가) 없습니다. 만들기: clova2mqtt cek --keygen',
    '開発用の鍵 {file} がありません。作成: clova2mqtt cek --keygen',
    'There is no development key {file}. Make one: clova2mqtt cek --keygen',
  ),
}

export const keyFile = (invocation: Invocation): string => resolve(textOption(invocation, 'key') ?? DEFAULT_KEY_FILE)

/** Where the public half of a private key lies. */
export const publicKeyFile = (file: string): string => file.replace(/(\.pem)?$/, '.pub.pem')

/** Writes a new pair; an existing private key is never overwritten. @throws CommandError when it exists */
export function writeKeyPair(file: string): { readonly publicFile: string } {
  const { privateKeyPem, publicKeyPem } = generateDevelopmentKey()
  const publicFile = publicKeyFile(file)
  writeFileSync(file, privateKeyPem.reveal(), { mode: 0o600, flag: 'wx' })
  writeFileSync(publicFile, publicKeyPem, { mode: 0o644 })
  return { publicFile }
}

export function makeKey(invocation: Invocation): number {
  const file = keyFile(invocation)
  if (existsSync(file)) throw new CommandError(say(invocation, TEXTS.exists, { file }))
  const { publicFile } = writeNamedFile(invocation, file, () => writeKeyPair(file))
  print(invocation, { file, publicFile }, () => [say(invocation, TEXTS.made, { file, publicFile })])
  return EXIT.ok
}

/** @throws CommandError when it cannot be read; KeyError when it is no key */
export function readSigner(invocation: Invocation): Signer {
  const file = keyFile(invocation)
  if (!existsSync(file)) throw new CommandError(say(invocation, TEXTS.missing, { file }))
  return createSigner(new Secret(readNamedFile(invocation, '--key', file)))
}
