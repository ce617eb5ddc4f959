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

/** A command that gets this on standard input. */
const typed = (id: string, line: string, words: string, input: string, answer: string): BadCase => ({
  ...row(id, `${line} --config home.yaml`, answer),
  sent: `\`${line}\` with ${words}`,
  run: bench => bench.cli([...line.split(' '), '--config', 'home.yaml'], undefined, input),
})

const NO_NAME =
  'exit 1: Refused: a user name has 1 to 64 characters and none of them is a control or invisible character'

const CEK = 'cek --key key.pem --url http://127.0.0.1:6553/clova --config home.yaml'

export const CLI_CASES: readonly BadCase[] = [
  row('unknown', 'frobnicate', 'exit 2: There is no command frobnicate.'),
  row('misspelt', 'chek', 'exit 2: There is no command chek. Did you mean check?'),
  row('proto', '__proto__', 'exit 2: There is no command __proto__.'),
  row('option', 'check --frobnicate', 'exit 2: There is no option --frobnicate.'),
  row('option-value', 'check --config', 'exit 2: The option --config needs a value.'),
  row('too-many', 'check a b c', 'exit 2: Too many arguments: b c'),
  row('language', 'check --lang xx', 'exit 2: --lang xx: write one of ko, ja, en.'),
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
  row('appliances', 'appliances frobnicate --config home.yaml', 'exit 2: There is no command appliances frobnicate.'),
  row('token-action', 'token frobnicate --config home.yaml', 'exit 2: There is no command token frobnicate.'),
  row('token-proto', 'token constructor --config home.yaml', 'exit 2: There is no command token constructor.'),
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
  row('cek-edition', `${CEK} --edition US TurnOn lamp`, 'exit 2: --edition US: write KR or JP.'),
  row(
    'cek-port',
    `${CEK} --token ${PRIVATE} TurnOn lamp`,
    'exit 1: http://127.0.0.1:6553/clova does not answer (connect ECONNREFUSED 127.0.0.1:6553). See whether the gateway runs: clova2mqtt status',
  ),
  row(
    'cek-url',
    'cek --key key.pem --url nowhere --config home.yaml TurnOn lamp',
    'exit 2: --url nowhere: write http://HOST:PORT/PATH.',
  ),
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
  row('user-action', 'user frobnicate --config home.yaml', 'exit 2: There is no command user frobnicate.'),
  row('user-proto', 'user constructor --config home.yaml', 'exit 2: There is no command user constructor.'),
  row('user-nobody', 'user add --config home.yaml', 'exit 2: Who? user add NAME'),
  row('user-two', 'user add mina anna --config home.yaml', 'exit 2: Too many arguments: anna'),
  row(
    'user-password-argument',
    `user add mina --password ${PRIVATE} --config home.yaml`,
    'exit 2: A password is never an argument: the process list and the history of the shell would keep it. Type it when asked, or pipe it in: printf \'%s\\n\' "$PASSWORD" | clova2mqtt user add NAME',
  ),
  row(
    'user-no-password',
    'user add mina --config home.yaml',
    'exit 1: There is no password on standard input: its first line is the password.',
  ),
  row('user-passwd-unknown', 'user passwd nobody --config home.yaml', 'exit 1: There is no user nobody.'),
  row('user-remove-unknown', 'user remove nobody --config home.yaml', 'exit 1: There is no user nobody.'),
  typed(
    'user-short-password',
    'user add mina',
    'a password of five characters',
    'short\n',
    'exit 1: Refused: a password must have 10 to 256 characters',
  ),
  typed(
    'user-control-password',
    'user add mina',
    'a NUL in the password',
    `${PRIVATE}\0\n`,
    'exit 1: Refused: a password must not begin or end with a space nor hold a line break or another character that cannot be typed',
  ),
  typed(
    'user-long-password',
    'user add mina',
    'a password of 5,000 characters',
    `${'x'.repeat(5000)}\n`,
    'exit 1: The first line of standard input is too long.',
  ),
  typed('user-long-name', `user add ${'x'.repeat(70)}`, 'a good password', `${PRIVATE}\n`, NO_NAME),
  typed('user-control-name', 'user add mi\u0007na', 'a good password', `${PRIVATE}\n`, NO_NAME),
  row('link-action', 'link frobnicate --config home.yaml', 'exit 2: There is no command link frobnicate.'),
  row('link-proto', 'link __proto__ --config home.yaml', 'exit 2: There is no command link __proto__.'),
  row(
    'link-revoke-nothing',
    'link revoke --config home.yaml',
    'exit 2: Which one? link revoke ID, or link revoke --user NAME',
  ),
  row('link-revoke-unknown', 'link revoke 7 --config home.yaml', 'exit 1: There is no live link 7.'),
  row('link-revoke-words', 'link revoke 7e3 --config home.yaml', 'exit 1: There is no live link 7e3.'),
  row(
    'link-revoke-huge',
    'link revoke 99999999999999999999 --config home.yaml',
    'exit 1: There is no live link 99999999999999999999.',
  ),
  row('link-revoke-user', 'link revoke --user nobody --config home.yaml', 'exit 1: nobody has no live link.'),
  row(
    'link-ca',
    'link show --check --ca none.pem --config home.yaml',
    'exit 1: --ca none.pem: cannot be read (ENOENT).',
  ),
  row('simulate-fault', 'simulate home.yaml --fault lamp', 'exit 2: lamp: write ID=FAULT.'),
]
