/** Binds a server to a TCP port or a Unix socket; removes the socket file that a killed process left behind. */
import { lstat, mkdir, stat, unlink } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { dirname } from 'node:path'
import { filled } from '../../kernel/text.ts'
import { ToldError } from '../../kernel/told.ts'
import { LISTEN_TEXTS } from './listenTexts.ts'

export type ListenAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string }

/** File modes of a Unix socket and of its folder where that has to be made. */
export interface SocketModes {
  readonly socket: number
  readonly folder: number
}

/** Linux `sun_path` is 108 bytes with the closing NUL (unix(7)); a longer path would be cut to another one. */
const MAX_SOCKET_PATH_BYTES = 107

/** The address cannot be used; the message names it and says why. */
export class ListenError extends ToldError {
  override readonly name = 'ListenError'
}

/** Resolves once the server listens. @throws ListenError */
export async function listenOn(server: Server, address: ListenAddress, modes: SocketModes): Promise<void> {
  if (!('socketPath' in address)) {
    const place = `${address.host} port ${address.port}`
    await bind(server, () => server.listen(address.port, address.host), place)
    return
  }
  const { socketPath } = address
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
    throw new ListenError(filled(LISTEN_TEXTS.longPath, { path: socketPath, max: MAX_SOCKET_PATH_BYTES }))
  }
  await prepareFolder(dirname(socketPath), modes.folder)
  await removeStale(socketPath)
  await bind(server, () => listenWithMode(server, socketPath, modes.socket), socketPath)
}

function bind(server: Server, listen: () => void, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new ListenError(filled(LISTEN_TEXTS.cannotListen, { place, reason: cause.message }), { cause }))
    server.once('error', fail)
    server.once('listening', () => {
      server.off('error', fail)
      resolve()
    })
    listen()
  })
}

/** The file is created inside `listen`, synchronously, so the mask is ours for that moment only and no window opens. */
function listenWithMode(server: Server, socketPath: string, mode: number): void {
  const before = process.umask(0o777 & ~mode)
  try {
    server.listen(socketPath)
  } finally {
    process.umask(before)
  }
}

/** Makes the folder; one that others may write to is refused, since they could put a socket of their own there. */
async function prepareFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode })
    const { mode: found } = await stat(folder)
    if ((found & 0o002) !== 0) throw new Error(`everybody may write to it (mode ${(found & 0o7777).toString(8)})`)
  } catch (cause) {
    throw new ListenError(filled(LISTEN_TEXTS.badFolder, { folder, reason: (cause as Error).message }), { cause })
  }
}

async function removeStale(socketPath: string): Promise<void> {
  const found = await lstat(socketPath).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw new ListenError(filled(LISTEN_TEXTS.noSocket, { path: socketPath }))
  if (await somebodyAnswers(socketPath)) {
    throw new ListenError(filled(LISTEN_TEXTS.answered, { path: socketPath }))
  }
  await unlink(socketPath)
}

/** A socket of a dead process refuses (ECONNREFUSED); whatever else happens is taken for a living one and left alone. */
function somebodyAnswers(socketPath: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(socketPath)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
}
