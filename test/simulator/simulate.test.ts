/** The simulator as users run it, against a gateway that runs. */
import { describe, expect, test } from 'vitest'
import { begin, main, makeHome } from '../cli/support.ts'

async function house() {
  const home = await makeHome()
  const gateway = begin(['start', '--config', home.file])
  await gateway.says('"ready"')
  return home
}

describe('simulate', () => {
  test('plays the appliances of a file and takes commands', async () => {
    const home = await house()
    const simulator = begin(['simulate', home.file, '--lang', 'en'])
    await simulator.says('ready 1 mqtt://127.0.0.1:')
    expect(simulator.out()).toContain('refuses with this LG error code')
    const type = async (line: string, answer: string): Promise<void> => {
      simulator.child.stdin?.write(`${line}\n`)
      await simulator.says(answer)
    }
    await type('fault lamp slow 300', '\nfault lamp slow:300')
    await type('fault lamp wrong', '\nno fault wrong')
    await type('fault attic none', '\nno appliance attic')
    await type('list', 'slow:300  {"power":"on","brightness":60}')
    await type('dance', 'dance: not understood')
    const shown = await main(['appliances', '--json', '--config', home.file])
    expect(JSON.parse(shown.out)).toMatchObject([{ id: 'lamp', presence: 'online' }])
    await type('fault lamp offline', '\nfault lamp offline')
    const gone = await main(['appliances', '--config', home.file, '--lang', 'en'])
    expect(gone.out).toMatch(/lamp .*offline .*login closed/)
    simulator.child.stdin?.write('quit\n')
    expect((await simulator.ended).code).toBe(0)
  })

  test('goes with the program that started it', async () => {
    const home = await house()
    const simulator = begin(['simulate', home.file, '--attached'])
    await simulator.says('ready 1')
    simulator.child.stdin?.end()
    expect((await simulator.ended).code).toBe(0)
  })

  test('refuses faults it does not know', async () => {
    const home = await house()
    for (const pair of ['lamp=wrong', 'attic=silent', 'lamp']) {
      const { code, err } = await main(['simulate', home.file, '--fault', pair, '--lang', 'en'])
      expect([code, err.split('\n')[0]]).toEqual([2, `${pair}: write ID=FAULT.`])
    }
  })
})
