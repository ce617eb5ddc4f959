/** Words of names in Korean, Japanese and English that tell what something is; tested, and overruled by the user. */

/** What words can tell. */
export type Meaning =
  | 'light'
  | 'outlet'
  | 'elevator'
  | 'valve'
  | 'ventilator'
  | 'purifier'
  | 'heating'
  | 'curtain'
  | 'entrance'
  | 'setting'
  | 'bridge'

/** Parts of words for the languages that write them together, whole words for English. */
interface Words {
  readonly parts: RegExp
  readonly english: RegExp
}

const words = (parts: string, english: string): Words => ({
  parts: new RegExp(parts),
  english: new RegExp(`(?:^| )(?:${english})(?:$| )`),
})

/** In each table: Korean and Japanese parts, then English words after {@link plainWords}. */
const MEANINGS: Readonly<Record<Meaning, Words>> = {
  light: words(
    '조명|전등|스탠드|램프|무드등|간접등|형광등|등기구|(?:실|방|관|도|중앙|메인|보조|간접|식탁|벽|천장|센서)등|照明|ライト|ランプ|電気スタンド|シーリング',
    'lights?|lamps?|bulbs?|lighting|chandelier|downlights?|spotlights?|lightstrip|led strip',
  ),
  outlet: words('콘센트|플러그|멀티탭|コンセント|プラグ', 'plugs?|outlets?|sockets?|power strip'),
  elevator: words('엘리베이터|엘레베이터|엘베|승강기|エレベーター', 'elevators?|lift'),
  valve: words('밸브|가스|バルブ|ガス栓|元栓', 'valves?|gas'),
  ventilator: words('환기|환풍|전열|換気', 'ventilator|ventilation|ventilating|vent|erv|hrv|wallpad'),
  purifier: words('청정|清浄', 'purifier|air cleaner'),
  heating: words('난방|보일러|온돌|暖房|ボイラー', 'heating|heater|thermostat|boiler|floor heat'),
  curtain: words('커튼|블라인드|롤스크린|カーテン|ブラインド', 'curtains?|blinds?|shades?|shutters?|drapes?'),
  entrance: words('차고|대문|현관문|ガレージ|門扉', 'garage|gate|front door|entrance door'),
  setting: words(
    '자동 ?잠금|잠금 ?설정|표시등|알림음|チャイルドロック',
    'permit join|restart|reboot|child lock|keypad lock|indicator|led enable|led disabled|update|identify|auto close|auto off|auto on|inching|boost|window detection|turbo|quiet|silent|sleep mode|beep|buzzer|sound|display|calibration|do not disturb|power outage|power on behavior|auto discovery|auto lock|auto relock|valve detection|frost protection|away mode|eco mode|schedule|holiday|interrupt|sys|bt|low power|adaptive|reverse|motor reversal|hand open|trigger|backlight|scale protection|anti scaling',
  ),
  bridge: words('게이트웨이|허브|브리지|ゲートウェイ|ハブ|ブリッジ', 'bridge|gateway|coordinator|hub|controller'),
}

/** `kocom_livingroom_light1` as `kocom livingroom light 1`: words in lower case, apart from numbers. */
export const plainWords = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .trim()

/** Whether a name, made plain, means this. */
export const means = (plain: string, meaning: Meaning): boolean =>
  MEANINGS[meaning].parts.test(plain) || MEANINGS[meaning].english.test(plain)
