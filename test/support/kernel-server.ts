import { after } from 'node:test'
import { kernelApi } from '../../src/kernel/api/api.ts'
import { type App, type AppOptions, createApp, stopApp } from '../../src/kernel/http/app.ts'
import type { Log } from '../../src/kernel/log.ts'
import { type TestKernel, type TestKernelOptions, testKernel } from './kernel.ts'

export interface TestServerOptions extends TestKernelOptions {
  /** Routes of the test's own, beside the kernel's API. */
  routes?(app: App): void
  http?: Partial<Pick<AppOptions, 'hosts' | 'patience' | 'publicUrl' | 'trustedProxies' | 'checks'>>
  log?: Log
}

export interface TestServer {
  app: App
  kernel: TestKernel
}

/** The kernel alone as a server: its own API, no service, and what routes a test adds. It ends with the test file. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const kernel = await testKernel(options)
  const app = createApp({
    version: '0.0.0-test',
    database: kernel.database,
    identity: kernel.identity,
    journal: kernel.journal,
    log: options.log ?? kernel.log,
    trustedProxies: [],
    hosts: {},
    checks: {},
    ...options.http,
  })
  options.routes?.(app)
  kernelApi(app, kernel)
  after(() => stopApp(app, 1_000))
  await app.ready()
  return { app, kernel }
}
