/** Words of names in Korean, Japanese and English that tell what something is; tested, and overruled by the user. */
import { remembered } from './remembered.ts'

/** What words can tell. */
export type Meaning =
  | 'light'
  | 'outlet'
  | 'elevator'
  | 'valve'
  | 'ventilator'
  | 'purifier'
  | 'entrance'
  | 'opener'
  | 'besideDoor'
  | 'cooker'
  | 'besideCooker'
  | 'setting'

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
  // 소등 and 消灯 put all lights out, and 灯油 is burnt.
  light: words(
    '조명|전등|스탠드|램프|전구|(?:^|[^소])등(?:$| )|照明|ライト|ランプ|(?<!消)灯(?!油)|明かり|あかり|電気スタンド|電気(?:$| )|シーリング(?!ファン)',
    'lights?|lamps?|bulbs?|lighting|chandelier|downlights?|spotlights?|lightstrip|led strip',
  ),
  outlet: words(
    '콘센트|플러그|멀티탭|コンセント|プラグ|電源タップ|テーブルタップ',
    'plugs?|outlets?|sockets?|power strip',
  ),
  elevator: words('엘리베이터|엘레베이터|엘베|승강기|エレベーター', 'elevators?|lift'),
  valve: words(
    '밸브|가스(?! ?(?:보일러|온수|난로|히터))|バルブ|ガス栓|元栓',
    'valves?|gas(?! (?:boiler|heater|heating|water heater|fireplace))',
  ),
  ventilator: words('환기|환풍|전열|換気', 'ventilator|ventilation|ventilating|vent|erv|hrv|wallpad'),
  purifier: words('청정|清浄', 'purifier|air cleaner'),
  /** What a cover closes. */
  entrance: words('차고|대문|현관문|ガレージ|門扉', 'garage|gate|front door|entrance door'),
  /** What a switch opens: a room of that name, or the switch on the wall beside a door, is none. */
  opener: words(
    '차고 ?문|대문|현관 ?문(?! ?스위치)|공동 ?현관|출입 ?문|문 ?(?:열|개방)|도어 ?(?:락|록|오픈|열)|ガレージ ?(?:ドア|シャッター|の扉)|門扉|(?:^| )門(?:$| )|玄関 ?ドア|(?:玄関|ドア|勝手口)の?(?:鍵|錠)|電[気子]錠|オートロック|[開解]錠|ドア ?(?:オープナー|ロック)|スマートロック',
    'garage doors?|garage opener|gates?|(?:front|back|rear|side|entrance|entry|main|lobby|street) door(?! (?:switch|panel|wall|left|right|center|\\d))|door (?:open|opener|lock|strike|release|unlock|relay)|opener|unlock|locks?',
  ),
  /** What is at a door and leaves it shut. */
  besideDoor: words(
    '초인종|벨|카메라|알림|히터|チャイム|ベル|カメラ|インターホン|ヒーター',
    'bell|doorbell|chime|camera|cam|alarm|siren|heater|heating|fan|speaker|pump',
  ),
  /** What cooks, and is left on by whoever speaks to it from afar. */
  cooker: words(
    '오븐|인덕션|(?:전기|가스) ?레인지|하이라이트|핫 ?플레이트|에어 ?프라이어|튀김기|オーブン|コンロ|ホットプレート|クッキングヒーター|エアフライヤー',
    'ovens?|stoves?|hobs?|cooktops?|cooker|induction|air fryer|fryer|hot plate|gas range|electric range',
  ),
  besideCooker: words('후드|타이머|환풍|フード|タイマー|換気', 'hood|fan|vent|timer'),
  setting: words(
    '자동 ?잠금|잠금 ?설정|표시등|알림음|チャイルドロック',
    'permit join|restart|reboot|child lock|keypad lock|indicator|led enable|led disabled|update|identify|auto close|auto off|auto on|inching|boost(?! pump)|window detection|turbo|quiet(?! room)|silent|sleep mode|beep|buzzer|sound(?! (?:bar|system|machine))|display(?! (?:cabinet|case|shelf|lights?|lamp))|calibration|do not disturb|power outage|power on behavior|auto discovery|auto lock|auto relock|valve detection|frost protection|away mode|eco mode|schedule|holiday(?! (?:lights?|tree))|interrupt|sys|bt|low power|adaptive|reverse|motor reversal|hand open|trigger|(?<!(?:tv|monitor|bed|desk|mirror|sofa|cabinet|kitchen|picture) )backlight|scale protection|anti scaling',
  ),
}

/** `kocom_livingroom_light1` as `kocom livingroom light 1`: words in lower case, apart from numbers. */
export const plainWords: (text: string) => string = remembered(text =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .trim(),
)

/** Whether a name, made plain, means this. */
export const means = (plain: string, meaning: Meaning): boolean =>
  MEANINGS[meaning].parts.test(plain) || MEANINGS[meaning].english.test(plain)

/** Whether switching what bears this name opens a door to the house, and is therefore only done after `allow`. */
export const opensDoor = (plain: string): boolean =>
  means(plain, 'opener') && !(['light', 'outlet', 'besideDoor'] as const).some(one => means(plain, one))

/** Whether what bears this name cooks, and is therefore only switched on after `allow`. */
export const cooks = (plain: string): boolean =>
  means(plain, 'cooker') && !(['light', 'besideCooker'] as const).some(one => means(plain, one))
