/** What both kinds of end-to-end tests stand on: a folder, a tunnel with a certificate, CLOVA, and the file of a home. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificate } from './certificate.ts'
import { type Clova, type LinkedClient, openClova } from './clova.ts'
import { type HomeFile, writeHomeFile } from './homeFile.ts'
import { createSpeaker, type Speaker } from './speaker.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

export interface Stage {
  readonly folder: string
  readonly tunnel: Tunnel
  readonly clova: Clova
  readonly file: HomeFile
  readonly speaker: Speaker
  /** What CLOVA's console was told. */
  readonly setClient: (client: LinkedClient) => void
  readonly client: () => LinkedClient
  readonly close: () => Promise<void>
}

export interface StageOptions {
  readonly webhookPort: number
  readonly brokerPort: number
  /** Whether refresh tokens rotate. */
  readonly rotate?: boolean
}

export async function openStage({ webhookPort, brokerPort, rotate = true }: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-link-'))
  const tls = makeCertificate(folder)
  const tunnel = await openTunnel(tls)
  let client: LinkedClient = { id: '', secret: '' }
  const clova = await openClova({ tls, home: tunnel.origin, client: () => client })
  const { redirectUri } = clova
  const file = writeHomeFile({ folder, webhookPort, brokerPort, publicUrl: tunnel.origin, redirectUri, rotate })
  tunnel.leadTo(webhookPort)
  return {
    folder,
    tunnel,
    clova,
    file,
    speaker: createSpeaker(tunnel.origin, clova.fetch, file.signer),
    client: () => client,
    setClient: given => {
      client = given
    },
    async close() {
      await tunnel.close()
      await clova.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
