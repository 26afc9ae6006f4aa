import { appsWith } from '../app.ts'

export type { Caller, TestApp, TestAppOptions } from '../app.ts'
/** For tests of pipelines: a server with pipelines alone. */
export const { testApp, eachApp } = appsWith(['pipelines'])
