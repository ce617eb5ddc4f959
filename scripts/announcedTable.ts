/** Writes test/conventions/announced.txt from the fixtures of publishers: `npx tsx scripts/announcedTable.ts`. Read its diff. */
import { writeFileSync } from 'node:fs'
import { announcedPage } from '../test/conventions/support/announcedPage.ts'

writeFileSync(new URL('../test/conventions/announced.txt', import.meta.url), await announcedPage())
