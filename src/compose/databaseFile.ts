/** The one file in the data folder that holds everything; apart, so that commands need not load the gateway for it. */
export const DATABASE_FILE = 'clova2mqtt.db'
