/** The whole table of bad input. */
import type { BadCase } from './badCase.ts'
import { CLI_CASES } from './casesCli.ts'
import { CONFIG_CASES } from './casesConfig.ts'
import { HTTP_MESSAGE_CASES } from './casesHttpMessage.ts'
import { HTTP_VALUE_CASES } from './casesHttpValue.ts'
import { HTTP_WIRE_CASES } from './casesHttpWire.ts'
import { MQTT_ANNOUNCED_CASES } from './casesMqttAnnounced.ts'
import { MQTT_LOGIN_CASES } from './casesMqttLogin.ts'
import { MQTT_SAID_CASES } from './casesMqttSaid.ts'
import { OAUTH_AUTHORIZE_CASES } from './casesOauthAuthorize.ts'
import { OAUTH_LOGIN_CASES } from './casesOauthLogin.ts'
import { OAUTH_TOKEN_CASES } from './casesOauthToken.ts'

export const BAD_CASES: readonly BadCase[] = [
  ...HTTP_WIRE_CASES,
  ...HTTP_MESSAGE_CASES,
  ...HTTP_VALUE_CASES,
  ...OAUTH_AUTHORIZE_CASES,
  ...OAUTH_LOGIN_CASES,
  ...OAUTH_TOKEN_CASES,
  ...MQTT_LOGIN_CASES,
  ...MQTT_SAID_CASES,
  ...MQTT_ANNOUNCED_CASES,
  ...CONFIG_CASES,
  ...CLI_CASES,
]
