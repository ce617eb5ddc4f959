/** The description of one Homie device of edition 3 or 4, put together of attributes that come one by one. */
import { isId, MAX_ARRAYS } from './description.ts'

/** Attributes of one device by their topics below it, and the document that follows from them. */
export interface Collected {
  readonly size: () => number
  readonly has: (path: string) => boolean
  readonly get: (path: string) => string | undefined
  readonly set: (path: string, value: string) => void
  readonly delete: (path: string) => void
  /** In the form of edition 5, as JSON; undefined while a node or a property that was named has not come. */
  readonly description: () => string | undefined
}

/** What of a device, a node or a property goes into its description. */
const PARTS: Readonly<Record<'device' | 'node' | 'property', readonly string[]>> = {
  device: ['name', 'mac'],
  node: ['name', 'type'],
  property: ['name', 'datatype', 'format', 'settable', 'unit'],
}

/** One more than are read, by which the reader sees that there are more. */
const MAX_PROPERTIES = 257

/**
 * Makes an empty one. A description is asked for after each attribute, so that the JSON of every part is kept until one
 * of its attributes changes: what is left to do is to join at most {@link MAX_PROPERTIES} texts.
 */
export function collectDescription(): Collected {
  const attributes = new Map<string, string>()
  const fragments = new Map<string, string>()
  const lists = new Map<string, readonly string[]>()
  const change = (path: string): void => {
    fragments.delete(path.slice(0, path.lastIndexOf('/') + 1))
    lists.delete(path)
  }
  /** Members of one part; `above` is empty or ends in a slash. */
  const partsOf = (above: string, kind: keyof typeof PARTS): string => {
    const known = fragments.get(above)
    if (known !== undefined) return known
    const parts = PARTS[kind].flatMap(name => {
      const value = attributes.get(`${above}$${name}`)
      return value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`]
    })
    fragments.set(above, parts.join(','))
    return parts.join(',')
  }
  const listAt = (path: string): readonly string[] | undefined => {
    const said = attributes.get(path)
    const list = lists.get(path) ?? (said === undefined ? undefined : namesIn(said))
    if (list !== undefined) lists.set(path, list)
    return list
  }
  const nodeOf = (node: string, isOld: boolean, left: number) => {
    const names = listAt(`${node}/$properties`)?.slice(0, left)
    if (names === undefined) return undefined
    const properties: string[] = []
    for (const name of names) {
      // Before edition 4 a property need not have a type; it is then a text.
      if (!isOld && !attributes.has(`${node}/${name}/$datatype`)) return undefined
      properties.push(`"${name}":{${partsOf(`${node}/${name}/`, 'property')}}`)
    }
    const own = partsOf(`${node}/`, 'node')
    const text = `"${node}":{${own}${own === '' ? '' : ','}"properties":{${properties.join(',')}}}`
    return { text, count: names.length }
  }
  return {
    size: () => attributes.size,
    has: path => attributes.has(path),
    get: path => attributes.get(path),
    set(path, value) {
      attributes.set(path, value)
      change(path)
    },
    delete(path) {
      attributes.delete(path)
      change(path)
    },
    description() {
      const edition = attributes.get('$homie')
      const names = listAt('$nodes')
      if (edition === undefined || names === undefined) return undefined
      const nodes: string[] = []
      let left = MAX_PROPERTIES
      for (const name of names) {
        const node = nodeOf(name, /^[123]\./.test(edition), left)
        if (node === undefined) return undefined
        left -= node.count
        nodes.push(node.text)
      }
      const own = partsOf('', 'device')
      const arrays = arraysIn(attributes.get('$nodes') ?? '')
      const told = arrays.length === 0 ? '' : `"arrays":${JSON.stringify(arrays)},`
      return `{"homie":${JSON.stringify(edition)},${own}${own === '' ? '' : ','}${told}"nodes":{${nodes.join(',')}}}`
    },
  }
}

/** Arrays of nodes in a list (Homie 3), which are not read: `lights[]`. */
const arraysIn = (said: string): readonly string[] =>
  said
    .split(',')
    .map(one => one.trim())
    .filter(one => one.endsWith('[]') && isId(one.slice(0, -2)))
    .slice(0, MAX_ARRAYS)

/** Names in a list; an array is none of them. */
const namesIn = (said: string): readonly string[] => [
  ...new Set(said.split(',').flatMap(one => (isId(one.trim()) ? [one.trim()] : []))),
]
