/** Tasmota's own discovery, which is the only one it has since version 12. */
import type { Convention } from '../convention.ts'
import { DISCOVERY, openTasmotaAssembler } from './assembleTasmota.ts'
import { readTasmota } from './readTasmota.ts'

export const tasmotaConvention: Convention = {
  filters: [`${DISCOVERY}+/config`, `${DISCOVERY}+/sensors`],
  owns: key => key.startsWith(DISCOVERY),
  openAssembler: openTasmotaAssembler,
  read: readTasmota,
  reserves: topic => topic.startsWith(DISCOVERY),
}
