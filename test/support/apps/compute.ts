import { appsWith } from '../app.ts'

export type { Caller, TestApp, TestAppOptions } from '../app.ts'
/** For tests of compute: a server with compute alone. */
export const { testApp, eachApp } = appsWith(['compute'])
