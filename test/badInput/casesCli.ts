/** Command lines that are wrong: one clear line, an exit status, never a stack trace. */
import type { BadCase } from './badCase.ts'
import { PRIVATE } from './home.ts'

const row = (id: string, line: string, answer: string, env?: Record<string, string>): BadCase => ({
  id: `cli-${id}`,
  surface: 'cli',
  sent: line === '' ? 'nothing' : `\`${line.replaceAll(PRIVATE, '…')}\``,
  answer,
  run: bench => bench.cli(line === '' ? [] : line.split(' '), env),
})

const CEK = 'cek --key key.pem --url http://127.0.0.1:6553/clova --config home.yaml'

export const CLI_CASES: readonly BadCase[] = [
  row('unknown', 'frobnicate', 'exit 2: There is no command frobnicate.'),
  row('misspelt', 'chek', 'exit 2: There is no command chek. Did you mean check?'),
  row('proto', '__proto__', 'exit 2: There is no command __proto__.'),
  row('option', 'check --frobnicate', 'exit 2: There is no option --frobnicate.'),
  row('option-value', 'check --config', 'exit 2: The option --config needs a value.'),
  row('too-many', 'check a b c', 'exit 2: Too many arguments: b c'),
  row('language', 'check --lang xx', 'exit 2: --lang is one of ko, ja, en.'),
  row('missing-file', 'check none.yaml', 'exit 1: none.yaml:1:1: there is no such file.'),
  row('folder', 'check .', 'exit 1: .:1:1: the file cannot be read (EISDIR).'),
  row('endless-file', 'check /dev/zero', 'exit 1: /dev/zero:1:1: the file is larger than 1048576 bytes.'),
  row('broken', 'check broken.yaml', 'exit 1: broken.yaml:2:1: this is not YAML (BAD_INDENT).'),
  row('start-broken', 'start --config broken.yaml', 'exit 1: broken.yaml:2:1: this is not YAML (BAD_INDENT).'),
  row(
    'not-running',
    'status --config home.yaml',
    'exit 1: The gateway cannot be reached (the gateway is not running: no socket at …/data/control.sock).',
  ),
  row(
    'log-level',
    'log-level debug --config home.yaml',
    'exit 1: The gateway cannot be reached (the gateway is not running: no socket at …/data/control.sock).',
  ),
  row('appliances', 'appliances frobnicate --config home.yaml', 'exit 2: appliances frobnicate?'),
  row('token-action', 'token frobnicate --config home.yaml', 'exit 2: token frobnicate?'),
  row('token-proto', 'token constructor --config home.yaml', 'exit 2: token constructor?'),
  row('token-label', 'token create --config home.yaml', 'exit 2: A --label is needed: what is the token for?'),
  row(
    'token-ttl',
    'token create --label a --ttl soon --config home.yaml',
    'exit 2: --ttl soon: write 30m, 1h, 30d or never.',
  ),
  row('token-revoke', 'token revoke 00000000 --config home.yaml', 'exit 1: There is no live token 00000000.'),
  row('cek-action', `${CEK} Frobnicate lamp`, 'exit 2: There is no action Frobnicate.'),
  row('cek-appliance', `${CEK} TurnOn`, 'exit 2: TurnOn needs the id of an appliance: clova2mqtt appliances'),
  row('cek-value', `${CEK} SetBrightness lamp`, 'exit 2: SetBrightness needs a value: brightness'),
  row('cek-json', `${CEK} SetColor lamp {hue`, 'exit 2: {hue: not JSON.'),
  row('cek-raw', `${CEK} --raw {`, 'exit 2: --raw must be JSON.'),
  row(
    'cek-pair',
    `${CEK} SetBrightness lamp 5 --with frobnicate=1`,
    'exit 2: --with frobnicate=1: the keys of SetBrightness are brightness',
  ),
  row('cek-edition', `${CEK} --edition US TurnOn lamp`, 'exit 2: --edition is KR or JP'),
  row(
    'cek-port',
    `${CEK} --token ${PRIVATE} TurnOn lamp`,
    'exit 1: http://127.0.0.1:6553/clova: connect ECONNREFUSED 127.0.0.1:6553',
  ),
  row('cek-url', 'cek --key key.pem --url nowhere --config home.yaml TurnOn lamp', 'exit 1: nowhere: Invalid URL'),
  row(
    'cek-key',
    'cek --key text.pem --config home.yaml TurnOn lamp',
    'exit 1: the development key is not the PEM of an RSA private key',
  ),
  row(
    'cek-no-key',
    'cek --key none.pem --config home.yaml TurnOn lamp',
    'exit 1: There is no development key …/none.pem. Make one: clova2mqtt cek --keygen',
  ),
  row(
    'simulate-url',
    'simulate home.yaml --url nowhere',
    'exit 2: --url nowhere: write mqtt://HOST:PORT or mqtts://HOST:PORT.',
  ),
  row('simulate-fault', 'simulate home.yaml --fault lamp', 'exit 2: lamp: write ID=FAULT.'),
]
