/** Writes docs/interfaces.md from the tables of the protocol: `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { interfacesPage } from './interfacesPage.ts'

writeFileSync(new URL('../docs/interfaces.md', import.meta.url), interfacesPage())
