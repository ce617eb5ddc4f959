/** Names as they are told, each by one appliance. */

export interface Names {
  /** The name that an appliance may bear: the one it wants, or the first number behind it that is free. */
  readonly take: (wanted: string, id: string) => string
  readonly free: (name: string, id: string) => void
}

/**
 * Nobody tells more than this many appliances apart by a number, and nobody shall make us count to a thousand for each of
 * a thousand that bear the same name: behind these a name bears a part of the id.
 */
const MAX_NUMBER = 50

export function createNames(): Names {
  const owners = new Map<string, string>()
  const isFree = (name: string, id: string): boolean => (owners.get(name) ?? id) === id
  const toldAs = (wanted: string, id: string): string => {
    if (isFree(wanted, id)) return wanted
    for (let number = 2; number <= MAX_NUMBER; number++) {
      const name = `${wanted} ${number}`
      if (isFree(name, id)) return name
    }
    return `${wanted} ${id.slice(-6)}`
  }
  return {
    take(wanted, id) {
      const name = toldAs(wanted, id)
      owners.set(name, id)
      return name
    },
    free(name, id) {
      if (owners.get(name) === id) owners.delete(name)
    },
  }
}
