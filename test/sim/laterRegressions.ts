/** More runs that broke an invariant once (regressions.ts), since there is an outside broker. */
import type { Plan } from './plan.ts'

export interface Regression {
  /** Name of the finding (openFindings.ts while it is open). */
  readonly finding: string
  readonly invariant: string
  /** Whole, so that a change of the generator changes nothing here. */
  readonly plan: Plan
}

export const LATER_REGRESSIONS: readonly Regression[] = [
  {
    finding: 'heardIsNotAcknowledged',
    invariant: 'noLateCommand',
    plan: {
      seed: 42902,
      setting: {
        edition: 'KR',
        logins: ['plug', 'air', 'sensor', 'lock'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 60,
        maxLatencyMs: 2,
      },
      events: [
        { kind: 'ask', wish: 1, repeatsMs: [0, 20000], verifyMs: 0, token: 'good', atMs: 57847, id: 35 },
        { kind: 'ask', wish: 2, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 151694, id: 95 },
        { kind: 'restart', downMs: 10, atMs: 156449, id: 102 },
        { kind: 'takeOver', login: 'plug', sameId: false, overlapMs: 40, atMs: 194088, id: 139 },
        { kind: 'takeOver', login: 'plug', sameId: true, overlapMs: 40, atMs: 196418, id: 140 },
        { kind: 'ask', wish: 0, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 196424, id: 141 },
        { kind: 'part', login: 'plug', forMs: 3700, retryMs: 0, atMs: 196426, id: 142 },
      ],
    },
  },
  {
    finding: 'aClockAheadRenewsWhatIsOlder',
    invariant: 'stopKeepsAll',
    plan: {
      seed: 100096,
      setting: {
        edition: 'KR',
        logins: ['lamp', 'plug', 'air', 'ir'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 65536,
        maxLatencyMs: 2,
        broker: 'embedded',
      },
      events: [
        { kind: 'manner', login: 'plug', manner: 'contrary', time: 'ahead', atMs: 54880, id: 16 },
        { kind: 'report', login: 'plug', choice: 9, retain: true, atMs: 98578, id: 27 },
        { kind: 'manner', login: 'plug', manner: 'fast', time: 'right', atMs: 185985, id: 83 },
        { kind: 'ask', wish: 8, repeatsMs: [400], verifyMs: 0, token: 'good', atMs: 201932, id: 102 },
        { kind: 'restart', downMs: 20000, atMs: 204008, id: 105 },
        { kind: 'manner', login: 'air', manner: 'oldId', time: 'none', atMs: 229238, id: 107 },
      ],
    },
  },
  {
    finding: 'aClockAheadRenewsWhatIsOlder',
    invariant: 'stopKeepsAll',
    plan: {
      seed: 100071,
      setting: {
        edition: 'JP',
        logins: ['sensor', 'ir', 'lock', 'air', 'plug'],
        trustedAtStart: false,
        kernelTells: false,
        keepsRetained: true,
        sendBufferBytes: 65536,
        maxLatencyMs: 2,
        broker: 'embedded',
      },
      events: [
        { kind: 'manner', login: 'air', manner: 'late', time: 'ahead', atMs: 150873, id: 62 },
        { kind: 'powerCut', downMs: 45000, atMs: 154476, id: 67 },
        { kind: 'report', login: 'air', choice: 6, retain: true, atMs: 209157, id: 94 },
        { kind: 'ask', wish: 5, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 250559, id: 107 },
        { kind: 'manner', login: 'air', manner: 'fast', time: 'right', atMs: 250565, id: 108 },
        { kind: 'switchBroker', downMs: 1500, atMs: 252837, id: 111 },
        { kind: 'switchBroker', downMs: 1500, atMs: 300738, id: 122 },
      ],
    },
  },
  {
    finding: 'embeddedOutsideAndEmbeddedAgain',
    invariant: 'stopKeepsAll',
    plan: {
      seed: 200907,
      setting: {
        edition: 'KR',
        logins: ['lamp', 'lock', 'air'],
        trustedAtStart: false,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 60,
        maxLatencyMs: 2,
        broker: 'embedded',
      },
      events: [
        { kind: 'report', login: 'lamp', choice: 3, retain: true, atMs: 2832, id: 1 },
        { kind: 'switchBroker', downMs: 1500, atMs: 9908, id: 8 },
        { kind: 'damage', downMs: 100, page: 24, atMs: 37594, id: 46 },
        { kind: 'report', login: 'lamp', choice: 6, retain: true, atMs: 37968, id: 48 },
        { kind: 'switchBroker', downMs: 1500, atMs: 94769, id: 76 },
      ],
    },
  },
  {
    finding: 'answeredByOneThatReturned',
    invariant: 'newestIsTold',
    plan: {
      seed: 400898,
      setting: {
        edition: 'JP',
        logins: ['sensor', 'ir', 'air'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 400,
        maxLatencyMs: 40,
        broker: 'embedded',
      },
      events: [
        { kind: 'switchBroker', downMs: 10, atMs: 136391, id: 44 },
        { kind: 'ask', wish: 6, repeatsMs: [400, 20000], verifyMs: 0, token: 'good', atMs: 141354, id: 51 },
        { kind: 'reload', choice: 1, backMs: 900, atMs: 141358, id: 52 },
        { kind: 'report', login: 'sensor', choice: 3, retain: false, atMs: 144202, id: 55 },
      ],
    },
  },
  {
    finding: 'leftWhileItWasAsked',
    invariant: 'newestIsTold',
    plan: {
      seed: 102044,
      setting: {
        edition: 'KR',
        logins: ['lamp', 'air', 'thermo'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 65536,
        maxLatencyMs: 2,
        broker: 'outside',
      },
      events: [
        { kind: 'report', login: 'air', choice: 0, retain: false, atMs: 206024, id: 75 },
        { kind: 'powerCut', downMs: 4000, atMs: 223586, id: 89 },
        { kind: 'ask', wish: 10, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 248586, id: 112 },
        { kind: 'reload', choice: 4, backMs: 15000, atMs: 248590, id: 113 },
      ],
    },
  },
  {
    finding: 'closedJustAfterItWasAnnounced',
    invariant: 'reasonsAreInTheRecord',
    plan: {
      seed: 104949,
      setting: {
        edition: 'KR',
        logins: ['sensor', 'fan', 'air', 'lock', 'relay'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: false,
        sendBufferBytes: 400,
        maxLatencyMs: 40,
        broker: 'embedded',
      },
      events: [
        { kind: 'ask', wish: 17, repeatsMs: [5000, 20000], verifyMs: 0, token: 'good', atMs: 3855, id: 2 },
        { kind: 'leave', login: 'fan', backMs: 90000, atMs: 12466, id: 9 },
        { kind: 'broker', downMs: 0, atMs: 12469, id: 10 },
        { kind: 'breakOff', login: 'fan', backMs: 2500, atMs: 81888, id: 25 },
        { kind: 'ask', wish: 19, repeatsMs: [3], verifyMs: 0, token: 'good', atMs: 94516, id: 41 },
        { kind: 'broker', downMs: 30000, atMs: 95758, id: 43 },
        { kind: 'ask', wish: 18, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 144035, id: 59 },
        { kind: 'broker', downMs: 0, atMs: 166527, id: 65 },
        { kind: 'restart', downMs: 10, atMs: 167742, id: 66 },
        { kind: 'ask', wish: 17, repeatsMs: [3], verifyMs: 0, token: 'good', atMs: 212840, id: 75 },
        { kind: 'restart', downMs: 10, atMs: 235050, id: 81 },
        { kind: 'breakOff', login: 'fan', backMs: 5, atMs: 236167, id: 82 },
      ],
    },
  },
  {
    finding: 'aClockSetBackSpeaksForAReplay',
    invariant: 'newestIsTold',
    plan: {
      seed: 107333,
      setting: {
        edition: 'JP',
        logins: ['lamp', 'sensor', 'plug', 'fan', 'air'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 400,
        maxLatencyMs: 12,
        broker: 'outside',
      },
      events: [
        { kind: 'powerCut', downMs: 45000, atMs: 66400, id: 19 },
        { kind: 'breakOff', login: 'air', backMs: 2500, atMs: 67642, id: 20 },
        { kind: 'manner', login: 'sensor', manner: 'late', time: 'right', atMs: 112067, id: 33 },
        { kind: 'report', login: 'sensor', choice: 9, retain: true, atMs: 182413, id: 74 },
        { kind: 'powerCut', downMs: 100, atMs: 186691, id: 79 },
        { kind: 'report', login: 'sensor', choice: 7, retain: false, atMs: 192177, id: 84 },
        { kind: 'manner', login: 'sensor', manner: 'stateOnly', time: 'behind', atMs: 214581, id: 106 },
        { kind: 'broker', downMs: 30000, atMs: 364249, id: 136 },
        { kind: 'broker', downMs: 0, atMs: 408669, id: 144 },
        { kind: 'ask', wish: 18, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 408813, id: 145 },
      ],
    },
  },
  {
    finding: 'heardByABrokerThatHadClosed',
    invariant: 'offlineNeedsEvidence',
    plan: {
      seed: 116419,
      setting: {
        edition: 'KR',
        logins: ['hub', 'lamp', 'sensor', 'lock'],
        trustedAtStart: true,
        kernelTells: true,
        keepsRetained: true,
        sendBufferBytes: 65536,
        maxLatencyMs: 40,
        broker: 'embedded',
      },
      events: [
        { kind: 'ask', wish: 0, repeatsMs: [], verifyMs: 0, token: 'guest', atMs: 10200, id: 7 },
        { kind: 'zone', zone: 'Asia/Kolkata', downMs: 1500, atMs: 11489, id: 8 },
        { kind: 'report', login: 'lamp', choice: 2, retain: false, atMs: 50372, id: 13 },
        { kind: 'ask', wish: 1, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 54009, id: 17 },
        { kind: 'report', login: 'lamp', choice: 4, retain: true, atMs: 58291, id: 21 },
        { kind: 'report', login: 'sensor', choice: 1, retain: false, atMs: 60088, id: 24 },
        { kind: 'switchBroker', downMs: 10, atMs: 88563, id: 27 },
        { kind: 'switchBroker', downMs: 10, atMs: 89509, id: 28 },
        { kind: 'report', login: 'lock', choice: 7, retain: false, atMs: 198407, id: 85 },
      ],
    },
  },
  {
    finding: 'silentSinceBeforeItsBridgeReturned',
    invariant: 'theWellAreReached',
    plan: {
      seed: 117980,
      setting: {
        edition: 'JP',
        logins: ['lock', 'sensor', 'lamp', 'relay'],
        trustedAtStart: true,
        kernelTells: false,
        keepsRetained: false,
        sendBufferBytes: 60,
        maxLatencyMs: 2,
        broker: 'outside',
      },
      events: [
        { kind: 'powerOff', login: 'relay', backMs: 150000, atMs: 105784, id: 59 },
        { kind: 'powerOff', login: 'relay', backMs: 20000, atMs: 215952, id: 115 },
        { kind: 'ask', wish: 15, repeatsMs: [], verifyMs: 0, token: 'good', atMs: 252023, id: 126 },
      ],
    },
  },
]
