import { appsWith } from '../app.ts'

export type { Caller, TestApp, TestAppOptions } from '../app.ts'
/** For tests of automation: a server with automation alone. */
export const { testApp, eachApp } = appsWith(['automation'])
