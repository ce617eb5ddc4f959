/** Sizes of memory. Disks and what is written to them count in decimal megabytes, as they are sold. */

/** Bytes of a mebibyte, as the system counts memory. */
export const MIB = 1_048_576
