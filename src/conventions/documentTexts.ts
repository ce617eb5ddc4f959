/** Why a document of a convention cannot be read, in three languages. */
import { text } from '../kernel/text.ts'

/** Phrases as they stand in brackets behind the name of the document; the places are filled by `filled` (kernel/text.ts). */
export const DOCUMENT_TEXTS = {
  noObject: text('JSON 객체가 아님', 'JSON のオブジェクトではない', 'not a JSON object'),
  noDiscoveryTopic: text('알림 토픽이 아님', 'ディスカバリーのトピックではない', 'no discovery topic'),
  noComponents: text(
    'components가 없는 기기 문서',
    'components のない機器の文書',
    'a device document without components',
  ),
  manyComponents: text('components가 {max}개보다 많음', 'components が {max} 個より多い', 'more than {max} components'),
  noDescription: text('Homie의 설명이 아님', 'Homie の記述ではない', 'no description of Homie'),
  noConfig: text('토픽이 있는 config가 없음', 'トピックのある config がない', 'no config with a topic'),
  longConfig: text(
    'config가 {characters}자 또는 {levels}단계를 넘음',
    'config が {characters} 文字または {levels} 階層を超える',
    'a config of more than {characters} characters or {levels} levels',
  ),
  badTopics: text(
    '토픽 {topic}, 형식 {pattern}',
    'トピック {topic}、形式 {pattern}',
    'topic {topic} with pattern {pattern}',
  ),
  noShelly: text('Shelly가 아님', 'Shelly ではない', 'no Shelly'),
  badPrefix: text('따라갈 수 없는 접두사', '追えないプレフィックス', 'a prefix that cannot be followed'),
  noDevice: text('기기도 그룹도 아님', '機器でもグループでもない', 'no device and no group'),
  noFriendlyName: text('friendly_name이 없음', 'friendly_name がない', 'no friendly_name'),
  badName: text(
    '토픽이 될 수 없거나 브리지의 것인 이름',
    'トピックになれない、またはブリッジのものである名前',
    'a name that is no topic, or one of the bridge',
  ),
  endless: text('끝이 없는 목록', '終わりのないリスト', 'a list without an end'),
} as const
