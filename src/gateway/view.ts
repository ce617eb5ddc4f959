/** The home as the user behind an access token sees it: what is not for them is not there, whatever they ask of it. */
import { mayUse } from '../home/permission.ts'
import type { TokenRow } from '../ports/stores.ts'
import { foldUserName } from '../ports/users.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import type { Scene } from './scenes.ts'

/** Holds the rights of the moment it was made; a directive is decided by one view from its first step to its last. */
export interface View {
  /** Undefined for a token that was made by hand: it belongs to nobody and is not limited. */
  readonly user: string | undefined
  /** Whether anything could be withheld. */
  readonly limited: boolean
  /** Undefined when there is no such appliance, or none for this user. */
  readonly resident: (id: string) => Resident | undefined
  readonly residents: () => readonly Resident[]
  /** Scenes all of whose appliances are here for this user; a user without limits has those of absent appliances too. */
  readonly scenes: () => readonly Scene[]
}

export function viewOf({ house, users, scenes }: GatewayContext, { user }: TokenRow): View {
  // Kept folded already; done again, since a name that is not found would be one without limits.
  const rule = user === undefined ? undefined : users().get(foldUserName(user) ?? user)
  const limited = rule !== undefined
  const resident = (id: string): Resident | undefined => {
    const found = house.get(id)
    return found !== undefined && mayUse(rule, found.appliance) ? found : undefined
  }
  return {
    user,
    limited,
    resident,
    residents: () => [...house.all()].filter(one => mayUse(rule, one.appliance)),
    scenes() {
      const { scenes: all } = scenes()
      // What an absent appliance would be is not known, so it is nobody's.
      return limited ? all.filter(one => one.actions.every(action => resident(action.applianceId) !== undefined)) : all
    },
  }
}
