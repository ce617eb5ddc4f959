/**
 * A program of its own: two devices made with libraries for Homie, `homie-device` (edition 3) and `node-homie` (edition 5),
 * which do what they are told. `node homieDevices.ts FOLDER URL USER PASSWORD BASE`.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [folder = '', url = '', user = '', password = '', base = ''] = process.argv.slice(2)
const load = createRequire(join(folder, 'package.json'))

/** As much of `homie-device` as is used; it has no types. */
interface OldProperty {
  setName(name: string): OldProperty
  setUnit(unit: string): OldProperty
  setDatatype(datatype: string): OldProperty
  setFormat(format: string): OldProperty
  settable(set: (range: unknown, value: string) => void): OldProperty
}
interface OldNode {
  advertise(name: string): OldProperty
  setProperty(name: string): { setRetained(retained: boolean): { send(value: string): void } }
}
interface OldDevice {
  node(name: string, friendlyName: string, type: string): OldNode
  setup(quiet: boolean): void
  on(event: 'connect', run: () => void): void
}

function edition3(): void {
  const { hostname, port } = new URL(url)
  const HomieDevice = load('homie-device') as new (config: unknown) => OldDevice
  const device = new HomieDevice({
    ...{ name: '서재 조명', device_id: 'c431f278df53' },
    mqtt: { host: hostname, port: Number(port), base_topic: `${base}/`, auth: true, username: user, password },
  })
  const light = device.node('light', '서재 조명', 'light')
  const air = device.node('air', '서재', 'sensor')
  const say = (node: OldNode, name: string, value: string): void => node.setProperty(name).setRetained(true).send(value)
  const on = light.advertise('on').setName('On').setDatatype('boolean')
  on.settable((_range, value) => say(light, 'on', value))
  const dim = light.advertise('dim').setName('Dim').setUnit('%').setDatatype('integer').setFormat('0:100')
  dim.settable((_range, value) => say(light, 'dim', value))
  air.advertise('temperature').setName('Temperature').setUnit('°C').setDatatype('float')
  device.on('connect', () => {
    say(light, 'on', 'false')
    say(light, 'dim', '40')
    say(air, 'temperature', '21.5')
  })
  device.setup(true)
}

/** As much of `node-homie` as is used. */
interface Part {
  add(part: Part): Part
  value: string
  onInit(): unknown
  readonly onSetMessage$: { subscribe(run: (event: { readonly valueStr: string }) => void): unknown }
}

function edition5(): void {
  const { HomieDevice, HomieNode, HomieProperty } = load('node-homie') as Readonly<
    Record<string, new (...parts: readonly unknown[]) => Part>
  >
  if (HomieDevice === undefined || HomieNode === undefined || HomieProperty === undefined) throw new Error('node-homie')
  const device = new HomieDevice({ id: 'window-1', name: '거실' }, { url, username: user, password, topicRoot: base })
  const node = device.add(new HomieNode(device, { id: 'curtain', name: '커튼', type: 'shutter' }))
  const add = (attributes: object): Part => node.add(new HomieProperty(node, { settable: true, ...attributes }))
  const position = add({ id: 'position', name: 'Position', datatype: 'integer', format: '0:100', retained: true })
  const move = add({ id: 'move', name: 'Move', datatype: 'enum', format: 'open,close,stop', retained: false })
  position.value = '100'
  move.onSetMessage$.subscribe(({ valueStr }) => {
    position.value = valueStr === 'open' ? '100' : '0'
  })
  position.onSetMessage$.subscribe(({ valueStr }) => {
    position.value = valueStr
  })
  device.onInit()
}

edition3()
edition5()
