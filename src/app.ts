import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { consoleRoutes, sendViewer } from './console.ts'
import { kernelApi } from './kernel/api/api.ts'
import type { Clock } from './kernel/clock.ts'
import { type Config, kernelConfig, settingsInForce } from './kernel/config/config.ts'
import { kernelSettings } from './kernel/config/settings.ts'
import type { Room } from './kernel/db/migrate.ts'
import type { Holder } from './kernel/db/server-lock.ts'
import { databaseFault } from './kernel/doctor/doctor.ts'
import { watchForwarders } from './kernel/doctor/forwarder.ts'
import { type App, createApp } from './kernel/http/app.ts'
import type { Hosts } from './kernel/http/hosts.ts'
import { type Kernel, openKernel } from './kernel/kernel.ts'
import type { Log } from './kernel/log.ts'
import {
  type Automation,
  automationApi,
  automationRoom,
  automationSettings,
  automationWire,
  openAutomation,
} from './services/automation/index.ts'
import {
  type Collection,
  collectionApi,
  collectionAreas,
  collectionChecks,
  collectionRoom,
  collectionSettings,
  collectionWire,
  openCollection,
} from './services/collection/index.ts'
import {
  type Compute,
  computeApi,
  computeRoom,
  computeSettings,
  computeWire,
  openCompute,
  originsOfSessions,
  workspacesOf,
} from './services/compute/index.ts'
import {
  openPipelines,
  type Pipelines,
  pipelinesApi,
  pipelinesAreas,
  pipelinesRoom,
  pipelinesSettings,
  pipelinesWire,
  type Workspaces,
} from './services/pipelines/index.ts'
import {
  openTraining,
  type Training,
  trainingApi,
  trainingRoom,
  trainingSettings,
  trainingWire,
} from './services/training/index.ts'

/** Every setting of the product: the kernel's, and a group for each service. */
export const settingsSchema = Type.Object({
  ...kernelSettings,
  compute: computeSettings,
  collection: collectionSettings,
  training: trainingSettings,
  pipelines: pipelinesSettings,
  automation: automationSettings,
})
export type Settings = Static<typeof settingsSchema>
/** The settings with where each came from. */
export type AtelierConfig = Config<typeof settingsSchema>

/** Tables of the services, in the order in which they are made. */
export const serviceRooms: readonly Room[] = [
  collectionRoom,
  trainingRoom,
  computeRoom,
  pipelinesRoom,
  automationRoom,
]

/** An open installation: the kernel and the services that are switched on. */
export interface Atelier {
  readonly kernel: Kernel
  readonly config: AtelierConfig
  readonly compute?: Compute
  readonly collection?: Collection
  readonly training?: Training
  readonly pipelines?: Pipelines
  readonly automation?: Automation
}

export interface AtelierOptions {
  config: AtelierConfig
  log: Log
  /** Who takes the data folder. */
  holder: Holder
  clock?: Clock
  /** Watches transactions; for tests. */
  strict?: boolean
}

/** Takes the data folder, brings its tables up to date, and opens every service on it. Nothing is served yet. */
export async function openAtelier(options: AtelierOptions): Promise<Atelier> {
  const { config, ...parts } = options
  const kernel = await openKernel({
    ...parts,
    config: kernelConfig(config.values),
    settings: settingsInForce(settingsSchema, config),
    rooms: serviceRooms,
    program: join(import.meta.dirname, 'main.ts'),
  })
  try {
    const { collection, training, pipelines, automation } = config.values
    const compute = config.values.compute.enabled
      ? await openCompute(kernel, config.values.compute)
      : undefined
    return {
      kernel,
      config,
      compute,
      collection: await openOrKeep(kernel, collection),
      training: training.enabled ? await openTraining(kernel, training) : undefined,
      pipelines: await openOrKeepPipelines(kernel, pipelines, compute && workspacesOf(compute)),
      automation: automation.enabled ? await openAutomation(kernel, automation) : undefined,
    }
  } catch (error) {
    await kernel.close()
    throw error
  }
}

// A backup names every file of every service, also of one that is switched off: their areas stay open.

async function openOrKeep(kernel: Kernel, settings: Settings['collection']): Promise<Collection | undefined> {
  if (settings.enabled) {
    const opened = await openCollection(kernel, settings)
    kernel.checks.push(...collectionChecks(opened))
    return opened
  }
  return keepAreas(kernel, collectionAreas(settings, kernel.config.data))
}

async function openOrKeepPipelines(
  kernel: Kernel,
  settings: Settings['pipelines'],
  workspaces: Workspaces | undefined,
): Promise<Pipelines | undefined> {
  if (settings.enabled) return openPipelines(kernel, settings, workspaces)
  return keepAreas(kernel, pipelinesAreas(settings, kernel.config.data))
}

async function keepAreas(kernel: Kernel, areas: Record<string, string>): Promise<undefined> {
  for (const [name, root] of Object.entries(areas)) await kernel.addArea(name, root)
}

/** The whole product as one server: the kernel's API, each service's two faces, and what is around them. */
export function buildApp(atelier: Atelier, version: string): App {
  const { kernel, compute, collection, training, pipelines, automation, config } = atelier
  const { publicUrl, trustedProxies, overloadMs } = kernel.config
  const app = createApp({
    version,
    database: kernel.database,
    identity: kernel.identity,
    journal: kernel.journal,
    log: kernel.log,
    trustedProxies,
    publicUrl,
    overloadMs,
    hosts: hostsOf(config.values),
    checks: { database: () => databaseFault(kernel) },
  })
  watchForwarders(app, kernel)
  consoleRoutes(app)
  kernelApi(app, kernel)
  if (compute) {
    computeWire(app, compute)
    computeApi(app, compute)
  }
  if (collection) {
    collectionWire(app, collection)
    collectionApi(app, collection)
  }
  if (training) {
    trainingWire(app, training)
    trainingApi(app, training)
  }
  if (pipelines) {
    pipelinesWire(app, pipelines)
    pipelinesApi(app, pipelines)
  }
  if (automation) {
    automationWire(app, automation, sendViewer)
    automationApi(app, automation)
  }
  return app
}

function hostsOf({ compute, collection, training, pipelines, automation }: Settings): Hosts {
  return Object.fromEntries([
    ...[compute, collection, training, pipelines, automation]
      .filter((service) => service.enabled)
      .flatMap((service) => service.hosts.map((host) => [host.toLowerCase(), service.mount])),
    ...originsOfSessions(compute),
  ])
}
