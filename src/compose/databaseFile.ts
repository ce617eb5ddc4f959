/** Names of files in the data folder; apart, so that commands need not load the gateway for them. */

/** Everything that is remembered. */
export const DATABASE_FILE = 'clova2mqtt.db'

/** How the last process ended. */
export const END_FILE = 'last-end.json'

/** The login that the first start makes, for the owner to read once. */
export const FIRST_LOGIN_FILE = 'first-login.txt'
