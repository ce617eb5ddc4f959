/** Schema of account linking and of what each user of the home may use. */
import { z } from 'zod'
import { LOCATIONS, type LocationCode } from '../protocol/locations.ts'
import { keys } from './objects.ts'
import { filledText, flag, oneOf } from './scalars.ts'

/** The two published addresses, those of a staging console, and room. */
const MAX_REDIRECT_URIS = 10
/** Longest URI that is taken; the published ones have 50 characters. */
const MAX_URI_CHARACTERS = 500
/** Entries of one rule: with more, tags are the better way. Discovery looks through them for each of 1,000 appliances. */
const MAX_SELECTORS = 200

export const linking = keys({
  enabled: flag().prefault(true).describe('Serve the login page and the token endpoint'),
  redirectUris: z
    .array(filledText(MAX_URI_CHARACTERS))
    .min(1)
    .max(MAX_REDIRECT_URIS)
    .optional()
    .describe(
      'Addresses a login may lead back to, compared character by character. Default: `https://prod-ni-cic.clova.ai/v1/al/token/` (KR), `https://clova-cic.line-apps.com/v1/al/token/` (JP)',
    ),
  rotate: flag().prefault(true).describe('Replace the refresh token each time it is used'),
}).meta({ id: 'linking' })

const PLACES = Object.keys(LOCATIONS) as readonly LocationCode[]

const selectors = z
  .array(
    z.union([
      filledText(),
      keys({
        location: oneOf(PLACES).optional().describe('All appliances of this room'),
        tag: filledText().optional().describe('All appliances with this tag'),
      }).meta({ id: 'selector' }),
    ]),
  )
  .max(MAX_SELECTORS)
  .optional()

const user = keys({
  only: selectors.describe('Nothing but these: ids, `{ location: … }`, `{ tag: … }`. `[]`: nothing. Default: all'),
  except: selectors.describe('Not these, whatever `only` says'),
}).meta({ id: 'user' })

export const users = z.record(z.string(), user)

export type RuleEntry = z.output<typeof user>
export type SelectorEntry = NonNullable<RuleEntry['only']>[number]
