/** Names of files in the data folder; apart, so that commands need not load the gateway for them. */

/** Everything that is remembered. */
export const DATABASE_FILE = 'clova2mqtt.db'

/** The login that the first start makes, for the owner to read once. */
export const FIRST_LOGIN_FILE = 'first-login.txt'
