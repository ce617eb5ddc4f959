/** The key on disk: read with a bound, written so that a power cut leaves the old copy or the new one. */
import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { filled } from '../../kernel/text.ts'
import { KEY_TEXTS } from './keyTexts.ts'
import { KeyError } from './publicKey.ts'

/** As for the fetched text: 800 bytes are usual. */
const MAX_FILE_BYTES = 16 * 1024

/** Reads a key file; undefined when it does not exist. @throws KeyError that names the file */
export async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r')
    try {
      const buffer = Buffer.alloc(MAX_FILE_BYTES + 1)
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
      if (bytesRead > MAX_FILE_BYTES) throw new Error(`longer than ${MAX_FILE_BYTES} bytes`)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new KeyError(filled(KEY_TEXTS.notRead, { path, reason: (cause as Error).message }), { cause })
  }
}

/** Writes beside the file, flushes, renames over it and flushes the folder. Public, hence mode 0644. @throws KeyError */
export async function writeKeyFile(path: string, pem: string): Promise<void> {
  const beside = `${path}.new`
  try {
    const file = await open(beside, 'w', 0o644)
    try {
      await file.writeFile(pem)
      await file.chmod(0o644)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    const folder = await open(dirname(path), 'r')
    await folder.sync().finally(() => folder.close())
  } catch (cause) {
    await unlink(beside).catch(() => undefined)
    throw new KeyError(filled(KEY_TEXTS.notWritten, { path, reason: (cause as Error).message }), { cause })
  }
}
