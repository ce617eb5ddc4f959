/** The directives of the demonstration and what must come of each, from `config/demo.yaml`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { EDITIONS, type Edition } from '../protocol/edition.ts'

const edition = z.enum(EDITIONS as readonly [Edition, ...Edition[]])

const step = z.strictObject({
  action: z.string(),
  appliance: z.string().optional(),
  value: z.string().optional(),
  with: z.string().optional(),
  edition: edition.optional(),
  fault: z.string().optional(),
  error: z.string().optional(),
  tells: z.string().optional(),
})

const script = z.strictObject({
  steps: z.array(step),
  japanese: z.strictObject({ names: z.record(z.string(), z.string()), scenes: z.record(z.string(), z.unknown()) }),
  next: z.array(z.string()),
})

export type DemoStep = z.output<typeof step>
export type DemoScript = z.output<typeof script>

const FILE = fileURLToPath(new URL('../../config/demo.yaml', import.meta.url))

/** Reads the script, which comes with the program. */
export const readScript = (): DemoScript => script.parse(parse(readFileSync(FILE, 'utf8')))

/** The steps an edition has. */
export const stepsOf = ({ steps }: DemoScript, wanted: Edition): readonly DemoStep[] =>
  steps.filter(one => one.edition === undefined || one.edition === wanted)
