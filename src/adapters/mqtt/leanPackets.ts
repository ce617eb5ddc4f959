/** Takes 6 MB of ready-made numbers out of the packet library that the broker and the client share. */
import { writeToStream } from 'mqtt-packet'

/**
 * With its first packet `mqtt-packet` makes a buffer for each of the 65,536 numbers two bytes can hold, and keeps them:
 * 6.3 MB of heap in a gateway of some 26. Made when needed they cost less than the noise of a directive.
 */
export function writeNumbersWhenNeeded(): void {
  writeToStream.cacheNumbers = false
}
