import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real brokers, databases and child processes start in hooks; a loaded two-core machine needs the room.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most tests wait for sockets and child processes: on two cores one worker, the default, leaves the machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
