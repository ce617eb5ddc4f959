/**
 * A program of its own: the real Zigbee2MQTT whose radio is simulated. Everything is its own code but the adapter, behind
 * which lamps, sensors and curtains answer as their clusters do. `node simulatedRadio.ts FOLDER` with `ZIGBEE2MQTT_DATA`.
 */
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [folder = ''] = process.argv.slice(2)
const load = createRequire(join(folder, 'package.json'))
/** The parts of the simulated network's program; no types, since it is no dependency. */
const { Adapter } = load(join(folder, 'node_modules/zigbee-herdsman/dist/adapter/index.js')) as {
  Adapter: { create: () => Promise<unknown> }
}
const { Zcl } = load('zigbee-herdsman') as { Zcl: ZclLibrary }

interface Frame {
  readonly header: { readonly transactionSequenceNumber: number; readonly frameControl: { frameType: number } }
  readonly cluster: { readonly ID: number; readonly name: string }
  readonly command: { readonly name: string; readonly ID: number; readonly response?: number }
  readonly payload: unknown
  readonly toBuffer: () => Buffer
}

interface ZclLibrary {
  readonly FrameType: { readonly GLOBAL: number }
  readonly Direction: { readonly SERVER_TO_CLIENT: number }
  readonly Frame: { readonly create: (...parts: readonly unknown[]) => Frame }
}

/** ZCL data types of attributes that lamps and curtains are asked for. */
const TYPES: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  genBasic: { 0: 0x20 },
  genOnOff: { 0: 0x10 },
  genLevelCtrl: { 0: 0x20 },
  lightingColorCtrl: { 3: 0x21, 4: 0x21, 7: 0x21, 8: 0x30 },
  closuresWindowCovering: { 8: 0x20 },
}

/** What each address has last been set to, by cluster and attribute. */
const states = new Map<string, number>()
const keyOf = (ieee: string, cluster: string, attribute: number): string => `${ieee}/${cluster}/${attribute}`

/** What a command of a cluster changes. */
function obey(ieee: string, { cluster, command, payload }: Frame): void {
  const set = (attribute: number, value: unknown): void => {
    if (typeof value === 'number') states.set(keyOf(ieee, cluster.name, attribute), value)
  }
  const said = (payload ?? {}) as Readonly<Record<string, unknown>>
  if (cluster.name === 'genOnOff') set(0, command.name === 'on' ? 1 : 0)
  if (command.name.startsWith('moveToLevel')) {
    set(0, said['level'])
    if (command.name.endsWith('WithOnOff')) states.set(keyOf(ieee, 'genOnOff', 0), Number(said['level']) > 0 ? 1 : 0)
  }
  if (command.name === 'moveToColorTemp') set(7, said['colortemp'])
  if (command.name === 'moveToColor') {
    set(3, said['colorx'])
    set(4, said['colory'])
  }
  if (cluster.name === 'closuresWindowCovering') set(8, command.name === 'downClose' ? 100 : 0)
}

/** The answer to a frame: what was read, or that it was done. */
function answer(ieee: string, frame: Frame): Frame {
  const { cluster, command, header } = frame
  const reply = (name: string, payload: unknown): Frame =>
    Zcl.Frame.create(
      Zcl.FrameType.GLOBAL,
      Zcl.Direction.SERVER_TO_CLIENT,
      true,
      undefined,
      header.transactionSequenceNumber,
      name,
      cluster.ID,
      payload,
      {},
    )
  if (command.name === 'read') {
    const asked = frame.payload as readonly { readonly attrId: number }[]
    const rows = asked.map(({ attrId }) => {
      const dataType = TYPES[cluster.name]?.[attrId]
      const attrData = states.get(keyOf(ieee, cluster.name, attrId)) ?? 0
      return dataType === undefined ? { attrId, status: 0x86 } : { attrId, status: 0, dataType, attrData }
    })
    return reply('readRsp', rows)
  }
  if (command.name === 'configReport') return reply('configReportRsp', [{ status: 0 }])
  if (command.name === 'write') return reply('writeRsp', [{ status: 0 }])
  obey(ieee, frame)
  return reply('defaultRsp', { cmdId: command.ID, statusCode: 0 })
}

class SimulatedAdapter extends EventEmitter {
  readonly hasZdoMessageOverhead = false
  readonly manufacturerID = 0
  start = async (): Promise<string> => 'resumed'
  stop = async (): Promise<void> => undefined
  reset = async (): Promise<void> => undefined
  permitJoin = async (): Promise<void> => undefined
  supportsBackup = async (): Promise<boolean> => false
  getCoordinatorIEEE = async (): Promise<string> => '0x00124b00120144ae'
  getCoordinatorVersion = async (): Promise<object> => ({ type: 'simulated', meta: {} })
  getNetworkParameters = async (): Promise<object> => ({
    panID: 0x1a62,
    extendedPanID: '0xdddddddddddddddd',
    channel: 11,
    nwkUpdateID: 0,
  })
  sendZdo = async (): Promise<unknown> => [0, {}]
  waitFor = (): object => ({ promise: new Promise(() => undefined), cancel: () => undefined })
  sendZclFrameToGroup = async (group: number, frame: Frame): Promise<void> => obey(`group ${group}`, frame)
  sendZclFrameToAll = async (): Promise<void> => undefined
  async sendZclFrameToEndpoint(ieee: string, address: number, endpoint: number, frame: Frame): Promise<object> {
    const reply = answer(ieee, frame)
    return {
      ...{ clusterID: frame.cluster.ID, header: reply.header, data: reply.toBuffer(), address, endpoint },
      ...{ linkquality: 120, groupID: 0, wasBroadcast: false, destinationEndpoint: 1 },
    }
  }
}

const radio = new SimulatedAdapter()
Adapter.create = async () => radio
const { Controller } = load(join(folder, 'node_modules/zigbee2mqtt/dist/controller.js')) as {
  Controller: new (
    restart: () => Promise<void>,
    exit: (code: number) => Promise<void>,
  ) => { start: () => Promise<void>; stop: () => Promise<void> }
}
const settings = load(join(folder, 'node_modules/zigbee2mqtt/dist/util/settings.js')) as { reRead: () => void }
settings.reRead()

/** What a sensor says by itself: a line of JSON on the standard input each. */
interface Said {
  readonly address: number
  readonly cluster: number
  readonly attribute: number
  readonly type: number
  readonly value: number
}

createInterface(process.stdin).on('line', line => {
  const { address, cluster, attribute, type, value } = JSON.parse(line) as Said
  const rows = [{ attrId: attribute, dataType: type, attrData: value }]
  const { GLOBAL } = Zcl.FrameType
  const frame = Zcl.Frame.create(
    GLOBAL,
    Zcl.Direction.SERVER_TO_CLIENT,
    true,
    undefined,
    1,
    'report',
    cluster,
    rows,
    {},
  )
  radio.emit('zclPayload', {
    ...{ clusterID: cluster, header: frame.header, data: frame.toBuffer(), address, endpoint: 1 },
    ...{ linkquality: 120, groupID: 0, wasBroadcast: false, destinationEndpoint: 1 },
  })
})
const controller = new Controller(
  async () => undefined,
  async code => process.exit(code),
)
process.on('SIGTERM', () => void controller.stop())
await controller.start()
