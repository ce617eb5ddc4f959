/**
 * Plays tailscale's command line as documented since 1.52: `funnel` in the foreground, `status --json`. Its words are those that
 * users of 1.52 to 1.90 quote in public.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

const [own = '', command, ...args] = process.argv.slice(2)
const faults = existsSync(`${own}.faults`) ? readFileSync(`${own}.faults`, 'utf8').split('\n') : []
appendFileSync(`${own}.calls`, `${JSON.stringify({ args: [command, ...args], pid: process.pid })}\n`)

const fail = (text: string): never => {
  console.error(text)
  process.exit(1)
}

if (command === 'status') {
  const state = faults.find(one => one.startsWith('state '))?.slice('state '.length) ?? 'Running'
  const Self = { DNSName: 'pi.tail1234.ts.net.', Online: !faults.includes('offline') }
  console.info(JSON.stringify({ BackendState: state, Self }, null, 2))
  process.exit(0)
}
if (faults.includes('no daemon')) {
  fail("failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)")
}
if (faults.includes('denied')) {
  fail(
    "sending serve config: Access denied: serve config denied\n\nUse 'sudo tailscale funnel --yes --https=443 http://127.0.0.1:8080'.\n" +
      "To not require root, use 'sudo tailscale set --operator=$USER' once.",
  )
}
if (faults.includes('taken'))
  fail('sending serve config: updating config: foreground listener already exists for port 443')
// Before it says anything: who hears that it stands may end it at once.
process.on('SIGTERM', () => process.exit(0))
if (faults.includes('off')) {
  console.info(
    'Funnel is not enabled on your tailnet.\nTo enable, visit:\n\n\thttps://login.tailscale.com/f/funnel?node=abc\n',
  )
} else {
  console.info(
    'Available on the internet:\n\nhttps://pi.tail1234.ts.net/\n|-- proxy http://127.0.0.1:8080\n\nPress Ctrl+C to exit.',
  )
}
setInterval(() => undefined, 1000)
