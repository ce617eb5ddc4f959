/** A way in which appliances announce themselves: what is listened to, how documents come about, and how they are read. */
import type { Json } from '../kernel/json.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Compiled } from '../template/compileTemplate.ts'
import type { DescribedEntity } from './entity.ts'
import type { Note } from './note.ts'

/** What documents are read with. */
export interface ReadingTools {
  /** Compiles a template, or remembers that it has. */
  readonly compile: (text: string) => Compiled
  /** Whether the gateway may publish there for a stranger's document: never on its own topics or those of discovery. */
  readonly mayPublish: (topic: string) => boolean
  /** Of the edition: some values are spoken. */
  readonly language: Language
}

/** What a document turned out to be. */
export type Announced =
  | { readonly kind: 'entities'; readonly entities: readonly DescribedEntity[] }
  /** The same entity is about to come with another document. */
  | { readonly kind: 'moves' }
  | { readonly kind: 'bad'; readonly reason: Text }

/** A text that is published for a convention's sake; with QoS 0, not retained. */
export interface ConventionMessage {
  readonly topic: string
  readonly payload: string
}

/** A document as it came; an empty payload withdraws it. */
export interface HeardDocument {
  readonly key: string
  readonly payload: Uint8Array
}

/** Why nothing comes of something that was said, so that people can see it; the convention bounds how many there are. */
export interface NotTaken {
  /** What stands for it: none of the keys of documents. */
  readonly key: string
  /** Undefined: that has passed. */
  readonly why: Note | undefined
}

/** All documents of one kind, cut out of a long message one by one, so that no directive waits behind all of them. */
export interface HeardList {
  /** What it is a list of: a later one of the same replaces it when it has not been gone through yet. */
  readonly of: string
  /**
   * The next document, what was not taken in, or undefined for a turn that found none; each turn is bounded. Returns the beginnings of keys of
   * which it had all: a document whose key begins so and that was not among them is withdrawn. A broken list has none.
   */
  readonly documents: Iterator<HeardDocument | NotTaken | undefined, readonly string[]>
}

/** What a message means for the documents of its convention. */
export interface Heard {
  /** Documents that came or changed, by their keys. */
  readonly documents: readonly HeardDocument[]
  /** Where a message holds many documents. */
  readonly list?: HeardList
  /** What has to be asked before a document is complete; the convention bounds how many and how often. */
  readonly questions?: readonly ConventionMessage[]
  /** What is not taken in, and what is again. */
  readonly notTaken?: readonly NotTaken[]
  /** The message also tells the state of appliances: others shall hear it, too. */
  readonly isState?: boolean
}

/** Puts documents together from messages; whatever it holds of them is bounded. */
export interface Assembler {
  /** Undefined: the topic is none of its convention's. */
  readonly hear: (topic: string, payload: Uint8Array, now: MonoMs) => Heard | undefined
  /** For one who has more to say than messages give it the occasion for. */
  readonly waiting?: Waiting
}

/** What an assembler could not say yet. */
export interface Waiting {
  /** When it can be said; undefined when nothing waits. */
  readonly dueAt: () => MonoMs | undefined
  /** What can be said now. */
  readonly due: (now: MonoMs) => Heard
}

export interface Convention {
  /** Topics on which appliances are announced; narrow, since all that comes there is looked at. */
  readonly filters: readonly string[]
  /** Whether the document with this key is one of this convention's. */
  readonly owns: (key: string) => boolean
  readonly openAssembler: () => Assembler
  /**
   * Reads a document: the structure of one thing, which is stored and read again when nothing has been heard yet.
   * Whatever it says, this ends soon and does not throw.
   */
  readonly read: (key: string, document: Json, tools: ReadingTools) => Announced
  /** Topics of the convention itself, to which no document may make the gateway publish. */
  readonly reserves: (topic: string) => boolean
  /** Said once the broker is reachable, so that publishers tell what no broker keeps. */
  readonly greeting?: ConventionMessage
}
