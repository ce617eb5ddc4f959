/** Objects and lists of the schema. */
import { z } from 'zod'

/** An object without other keys; the known ones travel as the message of the issue, for the nearest of them. */
export const keys = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? JSON.stringify(Object.keys(shape)) : undefined),
  })

/** A list, or a single entry without the dashes. */
export const oneOrMore = <T extends z.ZodType>(entry: T, most: number) =>
  z.union([z.array(entry).max(most), entry]).transform((raw): z.output<T>[] => (Array.isArray(raw) ? raw : [raw]))
