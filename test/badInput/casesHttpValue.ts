/** Good messages with bad values, and the same message again. */
import type { BadCase, Bench } from './badCase.ts'

const REFUSED = '200 ValueNotSupportedError'
const UNSUPPORTED = '200 UnsupportedOperationError'
const CONFIRMED = '200 SetBrightnessConfirmation'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `http-${id}`,
  surface: 'http',
  sent,
  answer,
  run,
})

interface Asked {
  readonly action: string
  readonly id: string
  readonly edition?: 'JP'
}

const directive = (
  { action, id, edition }: Asked,
  name: string,
  sent: string,
  answer: string,
  operands: Record<string, unknown>,
): BadCase => ({
  ...row(`${action.toLowerCase()}-${name}`, `${action}: ${sent}`, answer, ({ http }) =>
    http.directive(action, id, operands),
  ),
  ...(edition === undefined ? {} : { edition }),
})

const BRIGHTNESS: Asked = { action: 'SetBrightness', id: 'lamp' }
const RANGE = '200 ValueOutOfRangeError 0..100'

/** The value object as it stands on the wire. */
const brightness = (name: string, sent: string, answer: string, wire: unknown) =>
  directive(BRIGHTNESS, name, sent, answer, wire === undefined ? {} : { brightness: wire })

const NUMBERS: readonly BadCase[] = [
  brightness('missing', 'no value', REFUSED, undefined),
  brightness('null', '`null`', REFUSED, null),
  brightness('bare', 'the number without its object', REFUSED, 50),
  brightness('empty-object', '`{}`', REFUSED, {}),
  brightness('text', '`"50"`', REFUSED, { value: '50' }),
  brightness('nan-text', '`"NaN"`', REFUSED, { value: 'NaN' }),
  brightness('true', '`true`', REFUSED, { value: true }),
  brightness('array', '`[50]`', REFUSED, { value: [50] }),
  brightness('object', 'an object for the number', REFUSED, { value: { value: 50 } }),
  brightness('below', '-1', RANGE, { value: -1 }),
  brightness('above', '101', RANGE, { value: 101 }),
  brightness('far-above', '1e308', RANGE, { value: 1e308 }),
  row('setbrightness-infinite', 'SetBrightness: 1e999, which JSON reads as infinite', REFUSED, ({ http }) =>
    http.post(http.body('SetBrightness', 'lamp', { brightness: { value: 12345 } }).replace('12345', '1e999')),
  ),
  row('setbrightness-digits', 'SetBrightness: a number of 10,000 digits', REFUSED, ({ http }) =>
    http.post(
      http.body('SetBrightness', 'lamp', { brightness: { value: 12345 } }).replace('12345', '9'.repeat(10_000)),
    ),
  ),
]

const AIRCON: Asked = { action: 'SetTargetTemperature', id: 'aircon' }
const FRIDGE: Asked = { action: 'SetTargetTemperature', id: 'fridge' }
const UP: Asked = { action: 'IncrementBrightness', id: 'lamp' }
const MODE: Asked = { action: 'SetMode', id: 'lamp' }
const COLOR: Asked = { action: 'SetColor', id: 'lamp' }
const LOCK: Asked = { action: 'SetLockState', id: 'door' }
const SCENE: Asked = { action: 'ActionScene', id: 'lamp', edition: 'JP' }

const VALUES: readonly BadCase[] = [
  directive(AIRCON, 'below', '17.5, the aircon takes 18 to 30', '200 ValueOutOfRangeError 18..30', {
    targetTemperature: { value: 17.5 },
  }),
  directive(AIRCON, 'above', '30.5', '200 ValueOutOfRangeError 18..30', { targetTemperature: { value: 30.5 } }),
  directive(AIRCON, 'off-step', '21.25, its step is 0.5', REFUSED, { targetTemperature: { value: 21.25 } }),
  directive(FRIDGE, 'endpoint-unknown', 'endpoint `attic`', UNSUPPORTED, {
    targetTemperature: { value: 4 },
    endpoint: { value: 'attic' },
  }),
  directive(FRIDGE, 'endpoint-absent', 'endpoint `freezer`, which this one does not have', UNSUPPORTED, {
    targetTemperature: { value: -18 },
    endpoint: { value: 'freezer' },
  }),
  directive(FRIDGE, 'endpoint-number', 'endpoint 7', REFUSED, {
    targetTemperature: { value: 4 },
    endpoint: { value: 7 },
  }),
  directive(FRIDGE, 'endpoint-proto', 'endpoint `__proto__`', UNSUPPORTED, {
    targetTemperature: { value: 4 },
    endpoint: { value: '__proto__' },
  }),
  directive(UP, 'missing', 'no step', REFUSED, {}),
  directive(UP, 'zero', 'a step of 0', REFUSED, { deltaBrightness: { value: 0 } }),
  directive(UP, 'negative', 'a step of -10', REFUSED, { deltaBrightness: { value: -10 } }),
  directive(UP, 'huge', 'a step of 1e300', RANGE, { deltaBrightness: { value: 1e300 } }),
  directive(UP, 'text', 'a step of `"ten"`', REFUSED, { deltaBrightness: { value: 'ten' } }),
  directive(MODE, 'unknown', 'a mode that is none', UNSUPPORTED, { mode: { value: 'disco' } }),
  directive(MODE, 'not-offered', 'a mode of its type that this lamp does not have', UNSUPPORTED, {
    mode: { value: 'sleep' },
  }),
  directive(MODE, 'number', '7', REFUSED, { mode: { value: 7 } }),
  directive(MODE, 'proto', '`__proto__`', UNSUPPORTED, { mode: { value: '__proto__' } }),
  directive(MODE, 'long', 'a mode of 2,049 characters', REFUSED, { mode: { value: 'x'.repeat(2049) } }),
  directive(COLOR, 'hue', 'a hue of 361', REFUSED, { color: { hue: 361, saturation: 50, brightness: 50 } }),
  directive(COLOR, 'missing', 'a hue alone', REFUSED, { color: { hue: 1 } }),
  directive(COLOR, 'text', '`"red"`', REFUSED, { color: 'red' }),
  directive(LOCK, 'unlock', 'UNLOCKED, which the home does not allow by voice', REFUSED, { lockState: 'UNLOCKED' }),
  directive(LOCK, 'word', '`AJAR`', REFUSED, { lockState: 'AJAR' }),
  directive(LOCK, 'object', 'the word in an object', REFUSED, { lockState: { value: 'LOCKED' } }),
  { ...directive(LOCK, 'unlock-jp', 'UNLOCKED in JP', REFUSED, { lockState: 'UNLOCKED' }), edition: 'JP' },
  directive({ action: 'SetVolume', id: 'lamp' }, 'no-action', 'no such action', UNSUPPORTED, { volume: { value: 5 } }),
  directive({ action: 'Charge', id: 'lamp' }, 'not-offered', 'an action that a lamp does not have', UNSUPPORTED, {}),
  directive({ action: 'GetUsageTime', id: 'lamp' }, 'no-period', 'no period', REFUSED, {}),
  directive(SCENE, 'missing', 'no scene', REFUSED, {}),
  directive(SCENE, 'unknown', 'a scene that is none', '200 NoSuchTargetError', { scene: { sceneId: 'nobody' } }),
  directive(SCENE, 'wrong-type', 'a list for a scene', REFUSED, { scene: [] }),
]

const commandsBy = async ({ lampCommands }: Bench, act: () => Promise<string>): Promise<string> => {
  const before = lampCommands().length
  const outcome = await act()
  return `${outcome}; ${lampCommands().length - before} commands`
}

/** Answers in a word when they are all alike. */
const alike = (outcomes: readonly string[]): string => [...new Set(outcomes)].join(' and ')

const REPLAYS: readonly BadCase[] = [
  row('replay', 'the same bytes twice: one command', `${CONFIRMED}; 1 commands`, bench =>
    commandsBy(bench, async () => {
      const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 71 } })
      return alike([await bench.http.post(body), await bench.http.post(body)])
    }),
  ),
  row('replay-at-once', 'the same bytes 50 times at once: one command', `${CONFIRMED}; 1 commands`, bench =>
    commandsBy(bench, async () => {
      const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 72 } })
      return alike(await Promise.all(Array.from({ length: 50 }, () => bench.http.post(body))))
    }),
  ),
  row(
    'replay-increment',
    'the same increment twice: one step',
    '200 IncrementBrightnessConfirmation; 1 commands',
    async bench => {
      await bench.http.directive('SetBrightness', 'lamp', { brightness: { value: 20 } })
      return commandsBy(bench, async () => {
        const body = bench.http.body('IncrementBrightness', 'lamp', { deltaBrightness: { value: 5 } })
        return alike([await bench.http.post(body), await bench.http.post(body)])
      })
    },
  ),
  row('replay-refusal', 'the same refused bytes twice: refused twice', `${RANGE}; 0 commands`, bench =>
    commandsBy(bench, async () => {
      const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 999 } })
      return alike([await bench.http.post(body), await bench.http.post(body)])
    }),
  ),
  row('replay-id', 'the same message id with another body: both are done', `${CONFIRMED}; 2 commands`, bench =>
    commandsBy(bench, async () => {
      const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 73 } })
      return alike([await bench.http.post(body), await bench.http.post(body.replace('"value":73', '"value":74'))])
    }),
  ),
  row('replay-changed', 'yesterday’s signature on another body: nothing is done', '401; 0 commands', bench =>
    commandsBy(bench, () => {
      const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 75 } })
      const signature = bench.http.sign(Buffer.from(body))
      return bench.http.post(body.replace('"value":75', '"value":76'), { signature })
    }),
  ),
  row(
    'many-commands',
    '60 different commands to one lamp at once',
    'confirmed, blocked or late, each answered',
    async bench => {
      const all = await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          bench.http.directive('SetBrightness', 'lamp', { brightness: { value: at } }),
        ),
      )
      const odd = all.filter(
        one => ![CONFIRMED, '200 ActionTemporarilyBlockedError', '200 TargetOfflineError'].includes(one),
      )
      return odd.length === 0 && all.includes(CONFIRMED) ? 'confirmed, blocked or late, each answered' : alike(odd)
    },
  ),
]

/** Each signed directive of a flood has a line of its own. */
const LINES: Readonly<Record<string, number>> = { 'http-replay-at-once': 60, 'http-many-commands': 70 }

export const HTTP_VALUE_CASES: readonly BadCase[] = [...NUMBERS, ...VALUES, ...REPLAYS].map(one => {
  const maxLines = LINES[one.id]
  return maxLines === undefined ? one : { ...one, maxLines }
})
