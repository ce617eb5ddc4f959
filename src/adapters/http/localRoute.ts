/** Routes of the control API and how a request finds its own. */
import type { Json } from '../../kernel/json.ts'
import { type LocalAnswer, LocalError } from './localError.ts'

export interface LocalRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/appliances/:applianceId`: a step with a colon takes any one step, decoded, under that name. */
  readonly path: string
  /** `body` is undefined when there was none. Throws {@link LocalError} for an error that the caller should read. */
  handle(body: Json | undefined, params: Readonly<Record<string, string>>): Promise<LocalAnswer>
}

export interface RouteMatch {
  readonly route: LocalRoute
  readonly params: Readonly<Record<string, string>>
}

/** Finds the first route; a query is ignored. @throws LocalError naming what the path takes */
export function matchRoute(routes: readonly LocalRoute[], method: string, url: string): RouteMatch {
  const path = url.split('?', 1)[0] ?? ''
  const steps = decode(path)
  const otherMethods: string[] = []
  for (const route of routes) {
    const params = matchPath(route.path.split('/'), steps)
    if (params === undefined) continue
    if (route.method === method) return { route, params }
    otherMethods.push(route.method)
  }
  if (otherMethods.length === 0) throw new LocalError('notFound', `there is no ${path}`)
  throw new LocalError('notFound', `${path} does not take ${method}, only ${otherMethods.join(', ')}`)
}

function decode(path: string): readonly string[] {
  try {
    return path.split('/').map(decodeURIComponent)
  } catch {
    throw new LocalError('badRequest', `the path ${path} is not properly percent-encoded`)
  }
}

function matchPath(pattern: readonly string[], steps: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== steps.length) return undefined
  const params: Record<string, string> = Object.create(null)
  for (const [at, expected] of pattern.entries()) {
    const step = steps[at] ?? ''
    if (!expected.startsWith(':')) {
      if (expected !== step) return undefined
    } else if (step === '') return undefined
    else params[expected.slice(1)] = step
  }
  return params
}
