/** The whole table of the fixtures, publisher by publisher, each alone with its gateway. */
import { announcedTable } from './announcedTable.ts'
import { PUBLISHERS, play, rowsOf } from './playback.ts'

export async function announcedPage(): Promise<string> {
  const pages: string[] = []
  for (const name of PUBLISHERS) {
    const rig = await play(rowsOf(name), 'live')
    pages.push([`# ${name}`, ...(await announcedTable(rig)), ''].join('\n'))
  }
  return pages.join('\n')
}
