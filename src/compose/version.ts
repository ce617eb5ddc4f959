/** What this program is; a test holds it against package.json and the changelog. */
import { wallMs } from '../kernel/time.ts'

export const VERSION = '0.1.0'

/** 2026-11-01T00:00:00Z, before the release of {@link VERSION}: a clock that shows less has not been set. */
export const BUILT_AT = wallMs(1_793_491_200_000)
