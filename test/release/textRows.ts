/** The texts of the installer and of the Debian package, as their shell scripts hold them. */

export interface TextRow {
  readonly name: string
  readonly ko: string
  readonly ja: string
  readonly en: string
}

const ROW = /^ {4}(\w+)\)\n {6}ko="([^"]+)"\n {6}ja="([^"]+)"\n {6}en="([^"]+)"\n {6};;$/gm

export const textRows = (source: string): readonly TextRow[] =>
  [...source.matchAll(ROW)].map(([, name = '', ko = '', ja = '', en = '']) => ({ name, ko, ja, en }))
