import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real brokers, databases and child processes start in hooks; a loaded two-core machine needs the room.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // A second is vitest's own limit for a poll, less than such a machine may take to start a program.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // Most tests wait for sockets and child processes: on two cores one worker, the default, leaves the machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
