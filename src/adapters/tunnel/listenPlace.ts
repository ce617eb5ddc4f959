/** Where the public listener is, for a program that connects to it. */

export interface ListenPlace {
  readonly host: string
  readonly port: number
}

/** Addresses to listen on that are none to connect to. */
const NEAR: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** `127.0.0.1:8080`, `[::1]:8080` */
export function placeText({ host, port }: ListenPlace): string {
  const near = NEAR[host] ?? host
  return `${near.includes(':') ? `[${near}]` : near}:${port}`
}
