/** The market whose guide applies: `KR` (NAVER) or `JP` (LINE). Ask for features by edition, never by language. */
export type Edition = 'KR' | 'JP'

export const EDITIONS: readonly Edition[] = ['KR', 'JP']

/** Language of spoken texts in an edition. */
export const editionLanguage = (edition: Edition): 'ko' | 'ja' => (edition === 'KR' ? 'ko' : 'ja')
