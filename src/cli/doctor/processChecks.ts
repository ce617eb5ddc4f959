/** How the process fares: why the one before ended, and how much memory this one holds. */
import { END_KINDS, readLastEnd } from '../../compose/endRecord.ts'
import { MIB } from '../../kernel/size.ts'
import { text } from '../../kernel/text.ts'
import { check } from './check.ts'
import { type Patient, statusNumber, statusText } from './patient.ts'

const SEE_LOG = text(
  'journalctl -u clova2mqtt -e 에 까닭이 있습니다.',
  'journalctl -u clova2mqtt -e に理由があります。',
  'The reason is in: journalctl -u clova2mqtt -e',
)

const lastEnd = check({
  id: 'last-end',
  title: text('지난 종료', '前回の終了', 'Last end'),
  needs: ['config'],
  sayings: {
    none: { level: 'ok', what: text('아직 없음', 'まだない', 'none yet') },
    signal: { level: 'ok', what: text('{at}, 요청에 따라', '{at}、要求による', '{at}, asked for') },
    fault: {
      level: 'warning',
      what: text('{at}, 오류: {detail}', '{at}、異常: {detail}', '{at}, a fault: {detail}'),
      next: SEE_LOG,
    },
    memory: {
      level: 'warning',
      what: text(
        '{at}, 메모리가 한도를 넘음: {detail}',
        '{at}、メモリが上限超過: {detail}',
        '{at}, memory above its limit: {detail}',
      ),
      next: text(
        '되풀이되면 memory.restartMiB 를 올리고, 로그와 함께 알려 주세요.',
        '繰り返すなら memory.restartMiB を上げ、ログを添えて知らせてください。',
        'If it comes back, raise memory.restartMiB and report it with the log.',
      ),
    },
    silent: {
      level: 'warning',
      what: text(
        '{at}에 시작한 뒤 말없이: 정전, 강제 종료 또는 워치독',
        '{at} に起動後、予告なし: 停電、強制終了、またはウォッチドッグ',
        'without a word, started {at}: a power cut, a kill or the watchdog',
      ),
      next: SEE_LOG,
    },
  },
  look(patient) {
    const { gateway, config } = patient
    // While it runs the file is about the process that runs now.
    const stored = gateway.runs ? undefined : readLastEnd(config?.dataFolder ?? '')
    const kind = gateway.runs ? statusText(patient, '/lastEnd/kind') : stored?.kind
    const code = END_KINDS.find(one => one === kind)
    if (code === undefined) return { code: 'none' }
    const at = stored?.at ?? statusText(patient, '/lastEnd/at') ?? ''
    return { code, values: { at, detail: stored?.detail ?? statusText(patient, '/lastEnd/detail') ?? '' } }
  },
})

const memory = check({
  id: 'memory',
  title: text('메모리', 'メモリ', 'Memory'),
  needs: ['gateway', 'config'],
  sayings: {
    good: { level: 'ok', what: text('{mib} MiB', '{mib} MiB', '{mib} MiB') },
    high: {
      level: 'warning',
      what: text(
        '{mib} MiB ({limit} MiB에서 다시 시작)',
        '{mib} MiB（{limit} MiB で再起動）',
        '{mib} MiB (restarts at {limit} MiB)',
      ),
      next: text(
        '기기가 아주 많으면 memory.warnMiB 와 memory.restartMiB 를 올리세요. 아니면 로그와 함께 알려 주세요.',
        '家電が非常に多いなら memory.warnMiB と memory.restartMiB を上げてください。そうでなければログを添えて知らせてください。',
        'With very many appliances raise memory.warnMiB and memory.restartMiB; else report it with the log.',
      ),
    },
  },
  look(patient: Patient) {
    const bytes = statusNumber(patient, '/memory/rssBytes') ?? 0
    const { warnBytes = 0, restartBytes = 0 } = patient.config?.memory ?? {}
    const values = { mib: Math.round(bytes / MIB), limit: Math.round(restartBytes / MIB) }
    return { code: bytes >= warnBytes ? 'high' : 'good', values }
  },
})

export const PROCESS_CHECKS = [memory, lastEnd]
