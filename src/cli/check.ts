/** `clova2mqtt check`: what is wrong with a configuration, and what each appliance will offer CLOVA. */
import { loadConfig } from '../config/loadConfig.ts'
import { formatProblem } from '../config/problem.ts'
import { offeredInterfaces } from '../home/offer.ts'
import { text } from '../kernel/text.ts'
import { inLanguageOf, requireConfigPath } from './findConfig.ts'
import { EXIT, flagOption, type Invocation, say } from './invocation.ts'
import { listTable } from './table.ts'

const TEXTS = {
  good: text(
    '{file}: 문제 없음. 기기 {count}개, 에디션 {edition}',
    '{file}: 問題ありません。家電 {count} 台、エディション {edition}',
    '{file}: no problems. {count} appliances, edition {edition}',
  ),
  bad: text('문제 {count}개', '問題 {count} 件', '{count} problem(s)'),
  name: text('이름', '名前', 'Name'),
  type: text('종류', '種類', 'Type'),
  offers: text('CLOVA에 제공하는 동작', 'CLOVA に提供する操作', 'Offered to CLOVA'),
}

export async function run(asked: Invocation): Promise<number> {
  const file = requireConfigPath(asked, asked.positionals[0])
  const result = loadConfig(file, asked.io.env)
  const json = flagOption(asked, 'json')
  const { out, err } = asked.io
  if (!result.ok) {
    const lines = result.problems.map(problem => formatProblem(problem, asked.language))
    if (json) out(JSON.stringify({ ok: false, problems: result.problems }, null, 2))
    else for (const line of [...lines, say(asked, TEXTS.bad, { count: lines.length })]) err(line)
    return EXIT.failed
  }
  const { config, warnings } = result
  const { edition } = config
  const invocation = inLanguageOf(config, asked)
  const offers = config.appliances.map(appliance => ({
    id: appliance.id,
    name: appliance.name,
    type: appliance.type,
    actions: offeredInterfaces(appliance, edition).map(one => one.action),
  }))
  if (json) {
    out(JSON.stringify({ ok: true, edition, warnings, appliances: offers }, null, 2))
    return EXIT.ok
  }
  for (const warning of warnings) err(warning)
  const header = ['ID', ...[TEXTS.name, TEXTS.type, TEXTS.offers].map(title => say(invocation, title))]
  const rows = offers.map(({ id, name, type, actions }) => [id, name, type, actions.join(' ')])
  for (const line of listTable(header, rows)) out(line)
  out(say(invocation, TEXTS.good, { file, count: offers.length, edition }))
  return EXIT.ok
}
