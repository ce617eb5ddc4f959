/** What this program needs of the machine before any command can run: a Node that is new enough, and the native module for it. */
import { text } from '../kernel/text.ts'
import { type Invocation, say } from './invocation.ts'

type Speaker = Pick<Invocation, 'language'>

/** As `engines` of package.json says. */
const OLDEST_NODE: readonly [number, number] = [20, 19]

const TEXTS = {
  old: text(
    'Node {node} 은(는) 너무 오래되었습니다. Node 20.19 이상을 설치하세요: sudo apt-get install nodejs (Debian 13 이상)',
    'Node {node} は古すぎます。Node 20.19 以上をインストールしてください: sudo apt-get install nodejs（Debian 13 以降）',
    'Node {node} is too old. Install Node 20.19 or newer: sudo apt-get install nodejs (Debian 13 or newer)',
  ),
  native: text(
    '데이터베이스 모듈을 불러올 수 없습니다 (Node {node}, ABI {abi}, {arch}): {reason}\n소스에서: npm rebuild better-sqlite3 --ignore-scripts=false (컴파일러가 필요할 수 있습니다: sudo apt-get install g++ make python3)\n배포판에서: 이 Node에 맞는 배포판을 다시 설치하세요',
    'データベースのモジュールを読み込めません（Node {node}、ABI {abi}、{arch}）: {reason}\nソースから: npm rebuild better-sqlite3 --ignore-scripts=false（コンパイラーが必要なことがあります: sudo apt-get install g++ make python3）\nリリースから: この Node に合うリリースをもう一度インストールしてください',
    'The database module cannot be loaded (Node {node}, ABI {abi}, {arch}): {reason}\nIn a checkout: npm rebuild better-sqlite3 --ignore-scripts=false (it may need a compiler: sudo apt-get install g++ make python3)\nFrom a release: install one for this Node again',
  ),
} as const

/** Whether this version of Node (`20.19.2`) is older than the oldest that is tried. */
export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
}

export const oldNodeText = (speaker: Speaker, node: string): string => say(speaker, TEXTS.old, { node })

/** What `bindings` says of a module that is nowhere, and the system of one that is made for another Node or machine. */
const NATIVE = /Could not locate the bindings file|was compiled against a different Node|better_sqlite3\.node/

/** Longest chain of causes that is looked through. */
const MAX_CAUSES = 5

/** What to type when an error comes of the native module; undefined for every other error. */
export function nativeText(speaker: Speaker, error: unknown): string | undefined {
  let at = error
  for (let count = 0; count < MAX_CAUSES && at instanceof Error; count++) {
    if (NATIVE.test(at.message)) {
      const { node, modules: abi } = process.versions
      return say(speaker, TEXTS.native, { node, abi, arch: process.arch, reason: firstLine(at.message) })
    }
    at = at.cause
  }
  return undefined
}

/** `bindings` goes on with the thirteen places where it looked. */
export const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/\. Tried:$/, '')
