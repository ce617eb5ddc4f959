/** Notes in words, in three languages. */
import { fill, type Language, type Text, text } from '../kernel/text.ts'
import type { Note, NoteCode } from './note.ts'

/** `{of}` and `{detail}` are those of the note. */
const TEXTS: Readonly<Record<NoteCode, Text>> = {
  'type-by-kind': text(
    '종류는 {of}: {detail}이므로',
    '種類は {of}: {detail} のため',
    'type {of}, since it is a {detail}',
  ),
  'type-by-class': text(
    '종류는 {of}: device_class가 {detail}이므로',
    '種類は {of}: device_class が {detail} のため',
    'type {of}, by its device class {detail}',
  ),
  'type-by-word': text(
    '종류는 {of}: 이름이 {detail}을(를) 뜻하므로',
    '種類は {of}: 名前が {detail} を意味するため',
    'type {of}, since its name means {detail}',
  ),
  'type-by-sensor': text(
    '종류는 {of}: {detail} 센서가 딸려 있으므로',
    '種類は {of}: {detail} のセンサーが付いているため',
    'type {of}, since a sensor tells its {detail}',
  ),
  'type-by-user': text('종류는 {of}: 사용자가 정함', '種類は {of}: ユーザーの指定', 'type {of}, as you decided'),
  'room-by-area': text(
    '방은 {of}: 알림의 구역 "{detail}"',
    '部屋は {of}: 通知のエリア「{detail}」',
    'room {of}, by the area "{detail}"',
  ),
  'room-by-word': text(
    '방은 {of}: 이름 속의 "{detail}"',
    '部屋は {of}: 名前の「{detail}」',
    'room {of}, by "{detail}" in its name',
  ),
  'room-unknown': text('방을 알 수 없음', '部屋は不明', 'no room could be told'),
  'name-translated': text(
    '이름 "{of}"은(는) "{detail}"을 옮긴 것',
    '名前「{of}」は「{detail}」の訳',
    'name "{of}" put together from "{detail}"',
  ),
  'name-made-distinct': text(
    '이름 "{of}": "{detail}"은(는) 이미 쓰임',
    '名前「{of}」: 「{detail}」は使用済み',
    'name "{of}", since there is a "{detail}" already',
  ),
  joined: text('{of}의 값은 {detail}에 속함', '{of} の値は {detail} のもの', 'what {of} tells belongs to {detail}'),
  'power-from-switch': text('{of}은(는) {detail}의 전원', '{of} は {detail} の電源', '{of} is the power of {detail}'),
  'same-hardware': text(
    '{of}와(과) {detail}은(는) 같은 기기',
    '{of} と {detail} は同じ家電',
    '{of} and {detail} are the same hardware',
  ),
  'gap-filled': text('{of}: {detail}에서 보충', '{of}: {detail} で補う', '{of} is filled in by {detail}'),
  'id-kept': text(
    'ID {of}은(는) 먼저 알려진 것에서 유지',
    'ID {of} は先に知られたものから引き継ぐ',
    'the id {of} is kept from how it was known before',
  ),
  'address-elsewhere': text(
    '{of}이(가) {detail}의 주소를 말하지만 토픽이 달라 합치지 않음',
    '{of} は {detail} のアドレスを名乗るが、トピックが違うため合わせない',
    '{of} claims the address of {detail}, but speaks on other topics: not joined',
  ),
  'address-shared': text(
    '{of}: 주소 {detail}을(를) 여럿이 말하므로 합치지 않음',
    '{of}: アドレス {detail} を複数が名乗るため合わせない',
    '{of}: several claim the address {detail}, so it joins nothing',
  ),
  'left-out-category': text(
    '{of} 제외: {detail} 항목',
    '{of} を除外: {detail} の項目',
    'left out {of}: its category is {detail}',
  ),
  'left-out-disabled': text(
    '{of} 제외: 기본으로 꺼져 있음',
    '{of} を除外: 既定で無効',
    'left out {of}: disabled by default',
  ),
  'left-out-bridge': text(
    '{of} 제외: 브리지의 항목',
    '{of} を除外: ブリッジの項目',
    'left out {of}: it is of a bridge',
  ),
  'left-out-setting': text('{of} 제외: 설정', '{of} を除外: 設定', 'left out {of}: a setting'),
  'left-out-presets': text(
    '{of}의 프리셋 제외: 모드를 대신 씀 ({detail})',
    '{of} のプリセットを除外: モードを使うため（{detail}）',
    'left out the presets of {of}, since its modes count ({detail})',
  ),
  'left-out-kind': text(
    '{of} 제외: CLOVA에 없는 종류',
    '{of} を除外: CLOVA にない種類',
    'left out {of}: CLOVA has nothing like it',
  ),
  'left-out-class': text(
    '{of} 제외: CLOVA에 없는 것 ({detail})',
    '{of} を除外: CLOVA にないもの（{detail}）',
    'left out {of}: nothing CLOVA tells or does ({detail})',
  ),
  'left-out-no-command': text(
    '{of} 제외: 명령할 수 없음',
    '{of} を除外: 操作できない',
    'left out {of}: it cannot be told anything',
  ),
  'left-out-no-home': text(
    '{of} 제외: {detail} 값을 말할 기기가 없음',
    '{of} を除外: {detail} を伝える家電がない',
    'left out {of}: no appliance here tells {detail}',
  ),
  'left-out-offers-nothing': text(
    '{of} 제외: {detail}이(가) 할 수 있는 일이 없음',
    '{of} を除外: {detail} としてできることがない',
    'left out {of}: as {detail} it could do nothing',
  ),
  'needs-allow': text(
    '위험한 동작 {detail}은(는) 허락한 뒤에만',
    '危険な操作 {detail} は許可の後だけ',
    'dangerous: {detail} only after you allow it',
  ),
  'needs-code': text(
    '{of}: 비밀번호가 필요하여 조작하지 않음',
    '{of}: 暗証番号が要るため操作しない',
    '{of} needs a code, so it is not operated',
  ),
  'topic-refused': text(
    '{of}의 토픽 거부 ({detail})',
    '{of} のトピックを拒否（{detail}）',
    'a topic of {of} is refused ({detail})',
  ),
  'template-bad': text(
    '{of}의 템플릿을 쓸 수 없음 ({detail})',
    '{of} のテンプレートが使えない（{detail}）',
    'a template of {of} cannot be used ({detail})',
  ),
  'encoding-refused': text(
    '{of}의 문자 인코딩을 읽을 수 없음 ({detail})',
    '{of} の文字コードが読めない（{detail}）',
    'the encoding of {of} cannot be read ({detail})',
  ),
  'document-too-large': text(
    '문서가 너무 큼: {of} ({detail}바이트)',
    '文書が大きすぎる: {of}（{detail} バイト）',
    'document too large: {of} ({detail} bytes)',
  ),
  'document-bad': text(
    '문서를 읽을 수 없음: {of} ({detail})',
    '文書が読めない: {of}（{detail}）',
    'document cannot be read: {of} ({detail})',
  ),
  'house-full': text('자리가 없음: {of}', '空きがない: {of}', 'no room for {of}'),
  'bound-reached': text(
    '자리가 없음: {of} (한도: {detail})',
    '空きがない: {of}（上限: {detail}）',
    'no room for {of} (the bound is {detail})',
  ),
  'not-read': text('읽지 않음: {of} ({detail})', '読み取らない: {of}（{detail}）', 'not read: {of} ({detail})'),
}

/** What a note says. */
export function noteText({ code, of = '', detail = '' }: Note, language: Language): string {
  return fill(TEXTS[code][language], { of, detail: typeof detail === 'string' ? detail : detail[language] })
}
