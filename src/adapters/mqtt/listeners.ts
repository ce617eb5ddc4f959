/** The sockets of the embedded broker: plain and TLS, with the frame guard and the bounds on connections before aedes. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Secret } from '../../kernel/secret.ts'
import { filled, type Text, text } from '../../kernel/text.ts'
import { ToldError } from '../../kernel/told.ts'
import type { Clock } from '../../ports/clock.ts'
import type { BrokerEvents } from './brokerCounters.ts'
import type { BrokerLimits } from './brokerLimits.ts'
import { createLargeFrames, type FrameGuard, guardFrames, type LargeFrames } from './frameGuard.ts'
import type { QuietLog } from './quietLog.ts'
import { tokenBucket } from './tokenBucket.ts'
import { type TurnBudget, turnBudget } from './turnBudget.ts'

export interface TlsListener {
  readonly port: number
  /** Certificate chain, PEM. */
  readonly cert: string
  /** Private key, PEM. */
  readonly key: Secret
}

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls: TlsListener | undefined
  readonly limits: BrokerLimits
  readonly clock: Clock
  readonly events: BrokerEvents
  readonly warn: QuietLog
  readonly accept: (socket: Socket, guard: FrameGuard) => void
}

export interface Listeners {
  /** Bound ports; the TLS one is undefined without a TLS listener. */
  readonly port: number
  readonly tlsPort: number | undefined
  /** Stops listening and closes every socket that is left. */
  close(): void
}

/** The broker could not listen; the message names host, port and what to do. */
export class ListenError extends ToldError {
  override readonly name = 'ListenError'
}

/** @throws {ListenError} when an address cannot be bound; nothing is left open then */
export async function openListeners(options: ListenerOptions): Promise<Listeners> {
  const { host, tls, limits } = options
  const admission = admitSockets(options)
  const turn = turnBudget()
  const highWaterMark = 2 * limits.maxUnsentBytesPerClient
  const shared = { turn, large: createLargeFrames() }
  const guarded = (socket: Socket): void => options.accept(socket, guard(socket, shared, options))
  const plain = createServer({ noDelay: true, highWaterMark }, guarded)
  plain.on('connection', admission.check)
  const servers: Server[] = [plain]
  try {
    const port = await listen(plain, host, options.port, options.warn)
    let tlsPort: number | undefined
    if (tls !== undefined) {
      const secure = createTlsServer(
        { cert: tls.cert, key: tls.key.reveal(), handshakeTimeout: limits.connectTimeoutMs, noDelay: true },
        guarded,
      )
      secure.on('connection', admission.check)
      secure.on('tlsClientError', (error, socket) => {
        options.warn('TLS handshake failed', 'tls', { address: socket.remoteAddress, reason: error.message })
        // Node reports a handshake that timed out but leaves its socket open.
        socket.destroy()
      })
      servers.push(secure)
      tlsPort = await listen(secure, host, tls.port, options.warn)
    }
    return { port, tlsPort, close: () => closeAll(servers, admission.sockets) }
  } catch (error) {
    closeAll(servers, admission.sockets)
    throw error
  }
}

/** What all sockets of a broker share. */
interface Shared {
  readonly turn: TurnBudget
  readonly large: LargeFrames
}

const guard = (
  socket: Socket,
  { turn, large }: Shared,
  { limits, clock, events, warn }: ListenerOptions,
): FrameGuard => {
  const address = socket.remoteAddress ?? 'unknown'
  const pace = { clock, packets: tokenBucket(clock, limits.packetsPerSecond, limits.packetBurst), turn }
  return guardFrames(socket, { maxBytes: limits.maxFrameBytesBeforeLogin, large }, pace, {
    slowed: () => {
      events.clientsSlowed++
      warn('MQTT client sends too many packets, it is read slowly', address, { address })
    },
    tooLarge: atLeastBytes => {
      events.framesRefused++
      warn('MQTT frame too large, connection closed', address, { address, atLeastBytes })
    },
    wrongLevel: level => {
      events.loginsRefused++
      const reason = 'protocol level is not that of MQTT 3.1.1'
      warn('MQTT login refused', `${address} ${reason}`, { address, level, reason })
    },
  })
}

/** Counts raw sockets, so that a TLS handshake that never ends counts too. */
function admitSockets({ limits, events, warn }: ListenerOptions) {
  const sockets = new Set<Socket>()
  const perAddress = new Map<string, number>()
  return {
    sockets,
    check(socket: Socket): void {
      const address = socket.remoteAddress ?? 'unknown'
      const fromThere = perAddress.get(address) ?? 0
      // Sockets that have not logged in yet hold places too, but may not keep clients from coming back: hence the half more.
      if (sockets.size >= 1.5 * limits.maxClients || fromThere >= limits.maxClientsPerAddress) {
        events.connectionsRefused++
        warn('too many MQTT connections, one more refused', address, { address, fromThere, inAll: sockets.size })
        socket.destroy()
        return
      }
      sockets.add(socket)
      perAddress.set(address, fromThere + 1)
      socket.once('close', () => {
        sockets.delete(socket)
        const left = (perAddress.get(address) ?? 1) - 1
        if (left === 0) perAddress.delete(address)
        else perAddress.set(address, left)
      })
    },
  }
}

const ADVICE: Readonly<Record<string, Text>> = {
  EADDRINUSE: text(
    '다른 프로그램이 듣고 있습니다 (다른 MQTT 브로커?): 멈추거나, 다른 포트를 고르거나, mqtt.url 로 그것을 쓰세요',
    '別のプログラムが待ち受けています（別の MQTT ブローカー？）: 止めるか、別のポートを選ぶか、mqtt.url でそれを使ってください',
    'another program listens there (another MQTT broker?): stop it, choose another port, or use it as mqtt.url',
  ),
  EACCES: text(
    '1024 아래 포트에는 권한이 필요합니다: 다른 포트를 고르세요',
    '1024 未満のポートには権限が必要です: 別のポートを選んでください',
    'ports below 1024 need a privilege: choose another port',
  ),
  EADDRNOTAVAIL: text(
    '이 컴퓨터에 그 주소가 없습니다: 호스트를 확인하세요',
    'この機器にはそのアドレスがありません: ホストを確認してください',
    'this machine does not have that address: check the host',
  ),
  ENOTFOUND: text(
    '호스트 이름을 알 수 없습니다: IP 주소를 쓰세요',
    'ホスト名がわかりません: IP アドレスを使ってください',
    'the host name is not known: use an IP address',
  ),
}

const CANNOT_LISTEN = text(
  'MQTT 브로커가 {place} 에서 들을 수 없습니다 ({code}): {advice}',
  'MQTT ブローカーが {place} で待ち受けられません（{code}）: {advice}',
  'MQTT broker cannot listen on {place} ({code}): {advice}',
)

function listen(server: Server, host: string, port: number, warn: QuietLog): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const { code = '' } = error
      const advice = ADVICE[code] ?? error.message
      reject(new ListenError(filled(CANNOT_LISTEN, { place: `${host}:${port}`, code, advice }), { cause: error }))
    }
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      server.on('error', error => warn('MQTT listener failed', `${port}`, { host, port, reason: error.message }))
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function closeAll(servers: readonly Server[], sockets: ReadonlySet<Socket>): void {
  for (const server of servers) server.close()
  for (const socket of sockets) socket.destroy()
}
