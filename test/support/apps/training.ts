import { appsWith } from '../app.ts'

export type { Caller, TestApp, TestAppOptions } from '../app.ts'
/** For tests of training: a server with training alone. */
export const { testApp, eachApp } = appsWith(['training'])
