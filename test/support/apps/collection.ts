import { appsWith } from '../app.ts'

export type { Caller, TestApp, TestAppOptions } from '../app.ts'
/** For tests of collection: a server with collection alone. */
export const { testApp, eachApp } = appsWith(['collection'])
