/** `clova2mqtt rollback`: back to the release before this one. */
import type { Invocation } from './invocation.ts'
import { runInstaller } from './runInstaller.ts'

export const run = (invocation: Invocation): Promise<number> => runInstaller(invocation, ['--rollback'])
