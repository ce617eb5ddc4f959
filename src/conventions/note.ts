/** Why something was guessed, joined, left out or refused: a code with its details, said in words by noteText.ts. */
import { clip, type Text, text } from '../kernel/text.ts'

export type NoteCode =
  | 'type-by-kind'
  | 'type-by-class'
  | 'type-by-word'
  | 'type-by-sensor'
  | 'type-by-user'
  | 'room-by-area'
  | 'room-by-word'
  | 'room-unknown'
  | 'name-translated'
  | 'name-made-distinct'
  | 'joined'
  | 'power-from-switch'
  | 'same-hardware'
  | 'gap-filled'
  | 'id-kept'
  | 'address-elsewhere'
  | 'address-shared'
  | 'left-out-category'
  | 'left-out-disabled'
  | 'left-out-bridge'
  | 'left-out-setting'
  | 'left-out-presets'
  | 'left-out-kind'
  | 'left-out-class'
  | 'left-out-no-command'
  | 'left-out-no-home'
  | 'left-out-offers-nothing'
  | 'needs-allow'
  | 'needs-code'
  | 'topic-refused'
  | 'template-bad'
  | 'encoding-refused'
  | 'document-too-large'
  | 'document-bad'
  | 'house-full'
  | 'bound-reached'
  | 'not-read'

/** One reason; `of` says what it is about (an entity or a key), `detail` what decided. Both come from strangers and are clipped. */
export interface Note {
  readonly code: NoteCode
  readonly of?: string
  /** In three languages where the words are ours. */
  readonly detail?: string | Text
}

/** Longest foreign text that is kept in a note: a line of a terminal. */
const MAX_DETAIL_CHARACTERS = 80

/** Longest reason in our words: two lines, with the beginnings of what strangers said. */
const MAX_REASON_CHARACTERS = 160

/** A note with its foreign words cut to a line. */
export function note(code: NoteCode, of?: string, detail?: string | Text): Note {
  const cut = (said: string): string => said.slice(0, MAX_DETAIL_CHARACTERS)
  const short = (said: string): string => clip(said, MAX_REASON_CHARACTERS)
  const cutText = ({ ko, ja, en }: Text): Text => text(short(ko), short(ja), short(en))
  return {
    code,
    ...(of === undefined ? {} : { of: cut(of) }),
    ...(detail === undefined ? {} : { detail: typeof detail === 'string' ? cut(detail) : cutText(detail) }),
  }
}
