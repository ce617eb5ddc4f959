/** Starts a thread from a file of its own: compiled as it is, from the sources through the loader. */
import { Worker } from 'node:worker_threads'

/** @param source where the file is in the sources: `new URL('./x.ts', import.meta.url)` */
export function startThread(source: URL, workerData: object): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(source.href.replace(/ts$/, 'js')), { workerData })
  // Run from the sources: a thread of Node 20 reads no TypeScript, and a loader given on its command line has no effect.
  const loader = import.meta.resolve('tsx/esm/api')
  const start = `import('${loader}').then(({ tsImport }) => tsImport('${source.href}', '${source.href}'))`
  return new Worker(start, { eval: true, workerData })
}
