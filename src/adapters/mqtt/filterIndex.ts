/** A set of topic filters that says fast whether a topic is wanted: plain topics by hash, wildcards one by one. */
import { matchesFilter } from '../../kernel/topicFilter.ts'

export interface FilterIndex {
  matches(topic: string): boolean
  has(filter: string): boolean
  /** The filters that match any of the topics. */
  matching(topics: readonly string[]): readonly string[]
  readonly filters: readonly string[]
}

export function filterIndex(filters: readonly string[]): FilterIndex {
  const all = new Set(filters)
  const wild = [...all].filter(filter => /[#+]/.test(filter))
  return {
    matches: topic => all.has(topic) || wild.some(filter => matchesFilter(filter, topic)),
    has: filter => all.has(filter),
    matching: topics => [
      ...topics.filter(topic => all.has(topic)),
      ...wild.filter(filter => topics.some(topic => matchesFilter(filter, topic))),
    ],
    filters: [...all],
  }
}
