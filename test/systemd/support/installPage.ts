/** The commands of docs/install.md, and where each of them is run. A command that stands in no list fails the test. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../tidy/files.ts'

/** Run in the container, in the order of the page, as a user with sudo. */
export const ON_THE_PI: readonly string[] = [
  'node --version',
  'sudo apt-get install nodejs',
  'node -p process.arch',
  'sha256sum -c clova2mqtt-0.1.0-linux-arm64.tar.gz.sha256',
  'tar -xzf clova2mqtt-0.1.0-linux-arm64.tar.gz',
  'sudo sh clova2mqtt-0.1.0-linux-arm64/scripts/install.sh --dry-run',
  'sudo sh clova2mqtt-0.1.0-linux-arm64/scripts/install.sh',
  'sudo clova2mqtt status',
  'sudo clova2mqtt doctor',
  'sudo cat /etc/clova2mqtt/mqtt-password',
  'hostname -I',
  'sudo cat /var/lib/clova2mqtt/first-login.txt',
  'sudo clova2mqtt check',
  'sudo systemctl restart clova2mqtt',
  'sudo journalctl -u clova2mqtt -n 50',
  'sudo clova2mqtt appliances',
  'sudo clova2mqtt upgrade clova2mqtt-0.1.1-linux-arm64.tar.gz',
  'sudo clova2mqtt rollback',
  'sudo sh /opt/clova2mqtt/current/scripts/install.sh --uninstall',
  'sudo sh clova2mqtt-0.1.0-linux-arm64/scripts/install.sh --uninstall --purge',
  'dpkg --print-architecture',
  'sudo apt-get install ./clova2mqtt_0.1.0_arm64.deb',
  'sudo apt-get install ./clova2mqtt_0.1.1_arm64.deb',
  'sudo apt-get install --allow-downgrades ./clova2mqtt_0.1.0_arm64.deb',
  'sudo apt-get remove clova2mqtt',
  'sudo apt-get purge clova2mqtt',
]

/** Run on this machine; what they make is what is installed in the container. */
export const ON_THE_PC: readonly string[] = [
  'npm run release',
  'npm run release -- --arch arm64 --natives downloads',
  'npm run release -- --deb',
]

/** Run by what stands beside it, or why no test can. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm ci': '.ci/run',
  'sudo apt-get update': 'not testable: the container has no network',
  'sudo apt-get install npm': 'not testable: the container has no network',
  'scp dist-release/clova2mqtt-0.1.0-linux-arm64.tar.gz* pi@raspberrypi.local:': 'not testable: there is no Pi',
  'sudo nano /etc/clova2mqtt/clova2mqtt.yaml': 'not testable: somebody has to type',
}

/** What was not there before, or another Node than Debian's: nothing to try without a Debian 13 of its own. */
export const ONLY_DEBIAN_13 = /^sudo apt-get /

const PROGRAMS =
  /^(?:sudo|npm|sh|scp|hostname|apt-get|apt|dpkg|tar|sha256sum|clova2mqtt|journalctl|systemctl|curl|node) /

/** Lines of its blocks, and what stands in its sentences as a command: sorted, each once. */
export function commandsOfPage(): readonly string[] {
  const page = readFileSync(join(ROOT, 'docs/install.md'), 'utf8')
  const blocks = [...page.matchAll(/^```sh\n([^`]*)^```/gm)].flatMap(([, block = '']) => block.split('\n'))
  const sentences = page.replace(/^```[^`]*^```/gm, '')
  const words = [...sentences.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replaceAll('\n', ' '))
  const all = [...blocks.filter(line => line !== ''), ...words.filter(word => PROGRAMS.test(word))]
  return [...new Set(all)].sort()
}
