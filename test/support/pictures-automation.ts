import type { Page } from 'playwright-core'
import type { Automation } from '../../src/services/automation/index.ts'
import type { Picture } from './pictures.ts'
import { waitFor } from './wait.ts'

const RUN_MS = 120_000

export interface AutomationMade {
  run: number
  schedule: number
  /** Of a host that drifts. */
  config: number
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read once
type Call = (method: string, url: string, data?: object) => Promise<any>

/** The sample network, on which a preset has really run. */
export async function furnishAutomation(automation: Automation, call: Call): Promise<AutomationMade> {
  const { kernel } = automation
  kernel.executions.begin()
  await automation.begin()
  const [{ id: schedule }] = (await call('GET', '/automation/schedules')).items
  const [{ id: config }] = (await call('GET', '/automation/configs?state=drift')).items
  const { runId: run } = await call('POST', `/automation/schedules/${schedule}/start`)
  await waitFor(async () => (await call('GET', `/automation/runs/${run}`)).status === 'failed', RUN_MS)
  return { run, schedule, config }
}

export function automationPictures({ run, schedule, config }: AutomationMade): Record<string, Picture> {
  const base = '/app/automation'
  const output = async (page: Page) => {
    await page.getByText('leaf7').first().click()
    await page.getByText('Uplink Gi0/48 is down').first().waitFor()
  }
  return {
    'automation-runs': { path: `${base}/runs` },
    'automation-run': { path: `${base}/runs/${run}`, first: output },
    'automation-schedule': { path: `${base}/schedules/${schedule}` },
    'automation-backups': { path: `${base}/backups` },
    'automation-drift': { path: `${base}/backups/${config}` },
    'automation-compare': { path: `${base}/backups/${config}/compare?from=1&to=2` },
    'automation-inventory': { path: `${base}/inventories` },
    'automation-templates': { path: `${base}/templates` },
    'automation-approvals': { path: `${base}/approvals` },
  }
}
