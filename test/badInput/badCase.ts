/** One row of the table of bad input, and what a row may use to send it. No row asserts: what came back is compared. */
import type { JsonObject } from '../../src/kernel/json.ts'
import type { Surface } from './surfaces.ts'

export interface BadCase {
  /** Unique; begins with its surface. */
  readonly id: string
  readonly surface: Surface
  /** What is sent, for the page. */
  readonly sent: string
  /** What must come back, word for word what {@link BadCase.run} finds. */
  readonly answer: string
  /** Edition of the gateway it is sent to; default KR. */
  readonly edition?: 'JP'
  /** It makes sense with an outside broker too. */
  readonly anyBroker?: true
  /** It is told as an error: somebody has what only CLOVA should have. */
  readonly alarms?: true
  /** Log lines it may cause beyond the usual few. */
  readonly maxLines?: number
  /** Sends it and tells what came back. */
  readonly run: (bench: Bench) => Promise<string>
}

/** A message as CEK sends it, open to any change. */
export interface Message {
  header: Record<string, unknown>
  payload: Record<string, unknown>
}

/** Headers of a raw request; undefined leaves one of the usual ones out. */
export interface HttpHead {
  readonly method?: string
  readonly path?: string
  /** Undefined: the right one. Null: none. */
  readonly signature?: string | null
  readonly headers?: readonly string[]
  /** Replaces the true length; null: no such header. */
  readonly contentLength?: string | null
}

/** Outcomes: the status, and for 200 the name of the message and its range; `closed` when no answer came. */
export interface HttpTools {
  readonly port: number
  readonly sign: (body: Uint8Array) => string
  /** Bytes on a connection of their own; all answers until it closes. `end` leaves after writing. */
  readonly raw: (bytes: Uint8Array | string, how?: { end?: boolean; pieces?: number }) => Promise<string>
  /** A whole request with `Connection: close`. */
  readonly request: (body: Uint8Array | string, head?: HttpHead) => Uint8Array
  readonly post: (body: Uint8Array | string, head?: HttpHead) => Promise<string>
  /** A good command to the lamp after a change to it. */
  readonly message: (change: (message: Message) => void) => Promise<string>
  readonly directive: (action: string, applianceId?: string, operands?: Record<string, unknown>) => Promise<string>
  /** The text of a good directive. */
  readonly body: (action: string, applianceId?: string, operands?: Record<string, unknown>) => string
}

/** Outcomes: `400 page "…"` with its heading, `400 invalid_grant`, `303 back to CLOVA: a code`; faults stand behind. */
export interface OauthTools {
  readonly client: { readonly id: string; readonly secret: string }
  readonly redirectUri: string
  /** A good authorization request after a change to it. */
  readonly authorize: (change: (parameters: URLSearchParams) => void, method?: string) => Promise<string>
  /** The same with any text for a query, made out of the good one. */
  readonly authorizeQuery: (query: (good: string) => string) => Promise<string>
  /** Opens the login page and sends its form after a change to it, or another body; an empty header leaves one out. */
  readonly login: (
    change: (fields: URLSearchParams) => string | undefined,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<string>
  /** A request to the token endpoint as the right client, unless told otherwise. */
  readonly token: (fields: URLSearchParams | string, head?: TokenHead) => Promise<string>
  /** The refresh token that a good exchange brings. */
  readonly tokens: (fields: URLSearchParams) => Promise<string>
  readonly page: (path: string, method?: string) => Promise<string>
  /** Logs in, after a change to the authorization request, and takes the code that CLOVA would get. */
  readonly code: (change?: (parameters: URLSearchParams) => void) => Promise<string>
}

export interface TokenHead {
  readonly path?: string
  readonly method?: string
  /** Null: none. */
  readonly authorization?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface MqttTools {
  readonly port: number
  /** Bytes on a connection of their own: `refused 4`, `accepted`, `closed`. */
  readonly raw: (bytes: Uint8Array, how?: { login?: boolean }) => Promise<string>
  /** A bad publish by an account's own client: `taken` or `dropped`. */
  readonly publish: (account: string, topic: string, payload: string | Uint8Array) => Promise<string>
  readonly subscribe: (account: string, filter: string) => Promise<string>
  /** Said natively by the desk lamp: `nothing changes`, or what is known of it then. */
  readonly said: (kind: string, payload: string | Uint8Array, how?: { retain?: boolean }) => Promise<string>
  /** The same for the plug, which is bound to topics of its own. */
  readonly plugSaid: (topic: string, payload: string | Uint8Array) => Promise<string>
  /** An announcement: `announced …`, `refused`, `not needed`. */
  readonly announced: (id: string, document: unknown) => Promise<string>
  /** A command to the desk lamp that is answered so; the answer for CEK. */
  readonly commanded: (answer: (id: string) => readonly (readonly [string, string | Uint8Array])[]) => Promise<string>
  /** Many messages at once by an account; resolves when the broker has taken or dropped them all. */
  readonly flood: (
    account: string,
    count: number,
    make: (at: number) => { topic: string; payload: string },
    retain?: boolean,
  ) => Promise<void>
  readonly counters: () => Readonly<Record<string, number>>
}

export interface Bench {
  readonly http: HttpTools
  readonly oauth: OauthTools
  readonly mqtt: MqttTools
  /** Writes the configuration file and reloads: the problems, or `reloaded`. Bytes undefined: there is no file. */
  readonly reload: (content: string | Uint8Array | undefined) => Promise<string>
  /** The command line in a folder with a home that does not run: status and first line of the error. */
  readonly cli: (args: readonly string[], env?: Record<string, string>, input?: string) => Promise<string>
  /** Commands the lamp has got so far. */
  readonly lampCommands: () => readonly JsonObject[]
  readonly configText: string
  readonly tokens: { readonly good: string; readonly revoked: string; readonly expired: string }
}
