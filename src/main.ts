#!/usr/bin/env node
/** The program: arguments in, one command, exit status out. */
import { runCommandLine } from './cli/runCommandLine.ts'

/** Status of a process whose reader went away (128 + SIGPIPE), as shells count it. */
const READER_GONE = 141

// `clova2mqtt … | head` closes the pipe early: that is no fault of anybody.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(READER_GONE))

const status = await runCommandLine(process.argv.slice(2), {
  out: line => void process.stdout.write(`${line}\n`),
  err: line => void process.stderr.write(`${line}\n`),
  env: process.env,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
})
// Whatever a command left open must not keep the process: pipes and files are written synchronously on POSIX systems.
process.exit(status)
