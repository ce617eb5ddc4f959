/** A set of topic filters that says fast whether a topic is wanted: plain topics by hash, wildcards one by one. */
import { matchesFilter } from '../../kernel/topicFilter.ts'

export interface FilterIndex {
  matches(topic: string): boolean
  has(filter: string): boolean
  readonly filters: readonly string[]
}

export function filterIndex(filters: readonly string[]): FilterIndex {
  const all = new Set(filters)
  const wild = [...all].filter(filter => /[#+]/.test(filter))
  return {
    matches: topic => all.has(topic) || wild.some(filter => matchesFilter(filter, topic)),
    has: filter => all.has(filter),
    filters: [...all],
  }
}
