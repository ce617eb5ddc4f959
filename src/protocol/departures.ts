/** Where the guides contradict themselves or stay silent, what we do instead, and why. Each row has a test. */

/** One place where we do not follow the guides to the letter. */
export interface Departure {
  readonly about: string
  readonly guide: string
  readonly weDo: string
  readonly why: string
}

export const DEPARTURES: readonly Departure[] = [
  {
    about: 'ReleaseModeConfirmation.previousState',
    guide: 'Both tables type it as ModeInfoObject; both examples send previousState.mode.',
    weDo: 'Send previousState.mode.',
    why: 'The examples and the table of ChangeModeConfirmation agree (catalog: correction).',
  },
  {
    about: 'GetOpenStateResponse',
    guide: 'The examples spell OpenState; the KR one carries a lock value.',
    weDo: 'Send openState with OPENED or CLOSED.',
    why: 'The tables of both guides say so.',
  },
  {
    about: 'GetDetectedTimeResponse.detectedTime',
    guide: 'The KR table says a timestamp string, its example an object with spoken text.',
    weDo: 'Send the string.',
    why: 'The table is the later text and the type is what a client parses.',
  },
  {
    about: 'UltraFineDustInfoObject.index (JP)',
    guide: 'Typed number although its values and examples are strings.',
    weDo: 'Send the string.',
    why: 'KR corrected the same misprint on 2019-11-05.',
  },
  {
    about: 'Requests with wrong field names',
    guide:
      'Examples send channel for channelName, deltaTemperature for deltaIntensity, scene.applianceId for sceneId, count.value as text, mode as text.',
    weDo: 'Accept both forms, send the tables’ form.',
    why: 'CLOVA may really send what its examples show (catalog: tolerate).',
  },
  {
    about: 'DiscoverAppliancesResponse.customCommands',
    guide: 'Marked required, missing in several examples.',
    weDo: 'Always send it, [] when there is none.',
    why: 'A required field that is present is right under either reading.',
  },
  {
    about: 'The messageId of an answer',
    guide: 'No rule; most examples differ, the only captured traffic repeats it.',
    weDo: 'Repeat the request’s; a new UUID only when it has none.',
    why: 'What was captured is what the server was seen to accept.',
  },
  {
    about: 'Unknown request name, or one of the other edition',
    guide: 'Silent.',
    weDo: 'UnsupportedOperationError.',
    why: 'The only error that says "cannot do that" without blaming the appliance.',
  },
  {
    about: 'A missing or unknown access token',
    guide: '"Answer so that the account is linked again."',
    weDo: 'InvalidAccessTokenError.',
    why: 'Of the token errors, the one that asks for linking.',
  },
  {
    about: 'Appliance error codes about tokens and users (1103, 1202, 1209, 1218, 1302, 1303)',
    guide: 'The catalog suggests token errors, or DriverInternalError when the credential is not the user’s link.',
    weDo: 'DriverInternalError.',
    why: 'The access token CEK sent has been checked before the appliance was asked; the failing credential is the appliance’s own, and linking CLOVA again would break what works and mend nothing.',
  },
  {
    about: 'Dust index of a sensor that gives only a number',
    guide: 'index is required, value is not.',
    weDo: 'Derive the index by the Korean ministry’s steps.',
    why: 'Sensors give numbers; without the index no answer would be valid.',
  },
  {
    about: 'SetLockState UNLOCKED for a SMARTLOCK in JP',
    guide: 'Never requested.',
    weDo: 'ValueNotSupportedError, whatever the appliance allows.',
    why: 'The JP guide excludes the value; a request that carries it anyway is not CLOVA’s.',
  },
  {
    about: 'kWh as consumption unit',
    guide: 'The KR list has KW, kw, W for an energy amount.',
    weDo: 'Send kW and kWh as KW, Wh as W.',
    why: 'A value outside the list would not be valid; the guides use power units for energy throughout.',
  },
]
