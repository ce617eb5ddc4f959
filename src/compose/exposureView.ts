/** Whether CLOVA can reach this home, as JSON: the word with what it rests on, the last probe, the tunnel's own word. */
import { causeText, exposureText } from '../home/exposureText.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Language } from '../kernel/text.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { OpenedExposure } from './openExposure.ts'

/** Durations in milliseconds, as the names say; texts in every language: who asks chooses. */
export function exposureView({ tunnel, watch }: OpenedExposure, now: MonoMs): Json {
  const { exposure, publicUrl, probe } = watch.view()
  const { word, by, cause } = exposure
  const { kind, state, since, restarts, ...last } = tunnel.health()
  const why = state === 'up' ? undefined : last.cause
  return {
    word,
    by,
    cause: cause ?? null,
    text: inAll(language => exposureText(exposure, language)),
    publicUrl: publicUrl ?? null,
    probe:
      probe === undefined ? null : { verdict: probe.verdict, agoMs: Math.round(now - probe.at), detail: probe.detail },
    tunnel: {
      kind,
      state,
      forMs: Math.round(now - since),
      restarts,
      url: tunnel.publicUrl() ?? null,
      cause: why ?? null,
      detail: why === undefined ? null : (last.detail ?? null),
      text: why === undefined ? null : inAll(language => causeText(why, language)),
    },
  }
}

const inAll = (say: (language: Language) => string): JsonObject => ({ ko: say('ko'), ja: say('ja'), en: say('en') })
