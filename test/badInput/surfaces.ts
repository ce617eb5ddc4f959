/** Where bad input comes from, and what stands on the page about it. */
export const SURFACES = {
  http: 'HTTP: what comes through the tunnel',
  oauth: 'Account linking: what browsers, CLOVA and strangers send to its pages and endpoints',
  mqtt: 'MQTT: what appliances and others in the house send',
  config: 'Configuration: what stands in the file when it is read again',
  cli: 'Command line',
} as const

export type Surface = keyof typeof SURFACES
