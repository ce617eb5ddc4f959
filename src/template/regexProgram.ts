/** Compiles a regular expression to a small program and runs it on all possibilities at once: no pattern makes it go back. */
import { fail } from './failure.ts'
import { type Assertion, type CharacterTest, isWordCharacter, type Regex, type RegexNode } from './regexParse.ts'
import { spend, type Work } from './work.ts'

/** Longest program: a repetition is written out as often as it counts. */
const MAX_PROGRAM = 512

type Instruction =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  /** Goes on at both; the first is preferred. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'match' }

/** Start and end of the match and of its groups, two numbers each, -1 for groups that took no part. */
export type Slots = readonly number[]

/** Finds the first match from `from` on; with `advances` an empty one at `from` does not count. */
export type Search = (work: Work, text: readonly string[], from: number, advances: boolean) => Slots | undefined

export function compileRegex({ node, groups }: Regex): Search {
  const program: Instruction[] = []
  emit(program, { kind: 'group', index: 0, part: node })
  program.push({ kind: 'match' })
  const blank: Slots = Array.from({ length: 2 * (groups + 1) }, () => -1)
  return (work, text, from, advances) => search(program, blank, work, text, from, advances)
}

function push<T extends Instruction>(program: Instruction[], instruction: T): T {
  if (program.length >= MAX_PROGRAM) fail('a pattern that repeats too much')
  program.push(instruction)
  return instruction
}

function emit(program: Instruction[], node: RegexNode): void {
  if (node.kind === 'character' || node.kind === 'assertion') push(program, node)
  else if (node.kind === 'sequence') for (const part of node.parts) emit(program, part)
  else if (node.kind === 'choice') emitChoice(program, node.parts)
  else if (node.kind === 'repeat') emitRepeat(program, node)
  else {
    push(program, { kind: 'save', slot: 2 * node.index })
    emit(program, node.part)
    push(program, { kind: 'save', slot: 2 * node.index + 1 })
  }
}

function emitChoice(program: Instruction[], parts: readonly RegexNode[]): void {
  const jumps = parts.slice(0, -1).map(part => {
    const split = push(program, { kind: 'split', first: program.length + 1, second: 0 })
    emit(program, part)
    const jump = push(program, { kind: 'split', first: 0, second: 0 })
    split.second = program.length
    return jump
  })
  for (const last of parts.slice(-1)) emit(program, last)
  for (const jump of jumps) {
    jump.first = program.length
    jump.second = program.length
  }
}

function emitRepeat(program: Instruction[], node: RegexNode & { readonly kind: 'repeat' }): void {
  const { part, least, most, lazy } = node
  for (let count = 0; count < least; count++) emit(program, part)
  const splits: { first: number; second: number }[] = []
  const enter = (): void => {
    const split = push(program, { kind: 'split', first: program.length + 1, second: program.length + 1 })
    splits.push(split)
  }
  if (most === Infinity) {
    const start = program.length
    enter()
    emit(program, part)
    push(program, { kind: 'split', first: start, second: start })
  } else {
    for (let count = least; count < most; count++) {
      enter()
      emit(program, part)
    }
  }
  for (const split of splits) split[lazy ? 'first' : 'second'] = program.length
}

interface Thread {
  readonly at: number
  readonly slots: Slots
}

/** All threads move on together, character by character, the preferred ones first. */
function search(
  program: readonly Instruction[],
  blank: Slots,
  work: Work,
  text: readonly string[],
  from: number,
  advances: boolean,
): Slots | undefined {
  let threads: readonly Thread[] = []
  let found: Slots | undefined
  for (let position = from; position <= text.length; position++) {
    const ready: Thread[] = []
    const seen = new Set<number>()
    for (const { at, slots } of threads) follow(program, text, position, { at, slots }, ready, seen)
    if (found === undefined) follow(program, text, position, { at: 0, slots: blank }, ready, seen)
    else if (ready.length === 0) return found
    spend(work, 2 + 2 * seen.size)
    const { next, done } = step(program, text, position, ready, advances ? from : -1)
    found = done ?? found
    threads = next
  }
  return found
}

/** Moves every thread over one character; one that is done ends all that are less preferred. */
function step(
  program: readonly Instruction[],
  text: readonly string[],
  position: number,
  ready: readonly Thread[],
  notEmptyAt: number,
): { readonly next: readonly Thread[]; readonly done: Slots | undefined } {
  const next: Thread[] = []
  const character = text[position]
  for (const { at, slots } of ready) {
    const instruction = program[at]
    if (instruction?.kind === 'match') {
      if (position !== notEmptyAt) return { next, done: slots }
    } else if (instruction?.kind === 'character' && character !== undefined && instruction.test(character)) {
      next.push({ at: at + 1, slots })
    }
  }
  return { next, done: undefined }
}

/** Follows a thread to where it needs a character or is done; a place that a preferred thread has reached is not entered. */
function follow(
  program: readonly Instruction[],
  text: readonly string[],
  position: number,
  { at, slots }: Thread,
  ready: Thread[],
  seen: Set<number>,
): void {
  if (seen.has(at)) return
  seen.add(at)
  const instruction = program[at]
  if (instruction === undefined) return
  if (instruction.kind === 'split') {
    follow(program, text, position, { at: instruction.first, slots }, ready, seen)
    follow(program, text, position, { at: instruction.second, slots }, ready, seen)
  } else if (instruction.kind === 'save') {
    const saved = slots.with(instruction.slot, position)
    follow(program, text, position, { at: at + 1, slots: saved }, ready, seen)
  } else if (instruction.kind === 'assertion') {
    if (holds(instruction.assertion, text, position)) {
      follow(program, text, position, { at: at + 1, slots }, ready, seen)
    }
  } else ready.push({ at, slots })
}

function holds(assertion: Assertion, text: readonly string[], position: number): boolean {
  if (assertion === 'start') return position === 0
  if (assertion === 'end') return position === text.length
  if (assertion === 'lastEnd') {
    return position === text.length || (position === text.length - 1 && text[position] === '\n')
  }
  const [before, behind] = [text[position - 1], text[position]].map(one => one !== undefined && isWordCharacter(one))
  return before !== behind
}
