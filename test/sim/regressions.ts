/** Runs that broke an invariant of the real code once, cut down to the events that matter; each stays a test. */
import { LATER_REGRESSIONS, type Regression } from './laterRegressions.ts'

export const REGRESSIONS: readonly Regression[] = [
  {
    finding: 'sessionsOutliveTheBroker',
    invariant: 'offlineNeedsEvidence',
    plan: {
      seed: 5000,
      setting: {
        edition: 'JP',
        logins: ['air', 'thermo'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 400,
        maxLatencyMs: 2,
      },
      events: [
        {
          kind: 'breakOff',
          login: 'air',
          backMs: 40000,
          atMs: 94864,
          id: 50,
        },
        {
          kind: 'broker',
          downMs: 700,
          atMs: 99126,
          id: 54,
        },
      ],
    },
  },
  {
    finding: 'sessionsOutliveTheBroker',
    invariant: 'onlineNeedsLife',
    plan: {
      seed: 5011,
      setting: {
        edition: 'JP',
        logins: ['lamp', 'ir', 'sensor', 'lock', 'hub'],
        trustedAtStart: false,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 400,
        maxLatencyMs: 12,
      },
      events: [
        {
          kind: 'broker',
          downMs: 700,
          atMs: 184516,
          id: 80,
        },
      ],
    },
  },
  {
    finding: 'laneOutlastsTheDeadline',
    invariant: 'answeredInTime',
    plan: {
      seed: 5101,
      setting: {
        edition: 'KR',
        logins: ['sensor', 'lamp', 'hub'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 60,
        maxLatencyMs: 2,
      },
      events: [
        {
          kind: 'powerCut',
          downMs: 100,
          atMs: 159013,
          id: 78,
        },
        {
          kind: 'ask',
          wish: 1,
          repeatsMs: [],
          verifyMs: 500,
          token: 'good',
          atMs: 194152,
          id: 105,
        },
        {
          kind: 'ask',
          wish: 2,
          repeatsMs: [],
          verifyMs: 0,
          token: 'good',
          atMs: 194158,
          id: 106,
        },
      ],
    },
  },
  {
    finding: 'closeKeepsSending',
    invariant: 'noLateCommand',
    plan: {
      seed: 5063,
      setting: {
        edition: 'JP',
        logins: ['lamp', 'lock'],
        trustedAtStart: true,
        kernelTells: false,
        keepsRetained: true,
        sendBufferBytes: 60,
        maxLatencyMs: 12,
      },
      events: [
        {
          kind: 'part',
          login: 'lock',
          forMs: 8500,
          retryMs: 0,
          atMs: 200948,
          id: 106,
        },
        {
          kind: 'ask',
          wish: 8,
          repeatsMs: [],
          verifyMs: 0,
          token: 'good',
          atMs: 204507,
          id: 115,
        },
      ],
    },
  },
  {
    finding: 'stopForgetsTimes',
    invariant: 'stopKeepsAll',
    plan: {
      seed: 5041,
      setting: {
        edition: 'JP',
        logins: ['hub', 'lock', 'sensor'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 65536,
        maxLatencyMs: 2,
      },
      events: [
        {
          kind: 'leave',
          login: 'sensor',
          backMs: 90000,
          atMs: 237971,
          id: 118,
        },
        {
          kind: 'restart',
          downMs: 1500,
          atMs: 260198,
          id: 128,
        },
      ],
    },
  },
  {
    finding: 'closeKeepsSending',
    invariant: 'noLateCommand',
    plan: {
      seed: 1113,
      setting: {
        edition: 'KR',
        logins: ['sensor', 'ir'],
        trustedAtStart: false,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 65536,
        maxLatencyMs: 2,
      },
      events: [
        {
          kind: 'part',
          login: 'ir',
          forMs: 8500,
          retryMs: 0,
          atMs: 102423,
          id: 38,
        },
        {
          kind: 'ask',
          wish: 4,
          repeatsMs: [],
          verifyMs: 0,
          token: 'good',
          atMs: 103251,
          id: 39,
        },
        {
          kind: 'restart',
          downMs: 1500,
          atMs: 103270,
          id: 41,
        },
      ],
    },
  },
  {
    finding: 'replayOverrulesTheNewer',
    invariant: 'newestIsTold',
    plan: {
      seed: 20190,
      setting: {
        edition: 'KR',
        logins: ['lock', 'sensor'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 60,
        maxLatencyMs: 2,
      },
      events: [
        { kind: 'report', login: 'sensor', choice: 5, retain: true, atMs: 69033, id: 26 },
        { kind: 'report', login: 'sensor', choice: 0, retain: false, atMs: 74412, id: 30 },
        { kind: 'part', login: 'sensor', forMs: 70000, retryMs: 0, atMs: 140719, id: 75 },
        { kind: 'broker', downMs: 0, atMs: 143393, id: 77 },
        { kind: 'ask', wish: 1, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 164003, id: 86 },
      ],
    },
  },
  ...LATER_REGRESSIONS,
]
