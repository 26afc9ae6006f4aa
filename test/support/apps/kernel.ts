import { appsWith } from '../app.ts'

export type { Caller, TestApp } from '../app.ts'
/** For tests of the kernel: a server without services. */
export const { testApp, eachApp } = appsWith([])
