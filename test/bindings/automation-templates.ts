import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/automation/templates'
const JOBS = '/web_nornir/job_templates/'
let made = 0

/** A file whose name and text hold the mark; its name in the folder of templates. */
function file({ opened, mark }: Stage): string {
  made += 1
  const fileName = `${mark}-${made}.ts`
  const text = `/** ${mark} */\nexport function job_function(task) {}\n`
  writeFileSync(join(opened.folder, 'automation', JOBS, fileName), text)
  return fileName
}

async function template(stage: Stage): Promise<string> {
  const { id } = await must(stage.admin.post(API, { name: stage.mark, fileName: file(stage) }))
  return `${API}/${id}`
}

const get = (path: string) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'GET', `${await template(stage)}${path}`),
})

/** The number of what a template's file said when it ran. */
async function version(stage: Stage): Promise<string> {
  const url = await template(stage)
  const { automation } = stage.opened.atelier
  if (!automation) throw new Error('Automation is off.')
  const { keepVersion } = await import('../../src/services/automation/files/version.ts')
  const path = `${JOBS.slice(1)}${stage.mark}-${made}.ts`
  return `${url}/source/versions/${await keepVersion(automation, path, { content: stage.mark, via: 'disk' })}`
}

export const automationTemplateBindings: Bindings = {
  'GET /api/automation/templates': {
    async prepare(stage) {
      await template(stage)
      return call(stage.admin, 'GET', API)
    },
  },
  'POST /api/automation/templates': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', API, { name: mark, fileName: `${mark}.py` }),
  },
  'GET /api/automation/templates/discovered': {
    async prepare(stage) {
      file(stage)
      return call(stage.admin, 'GET', `${API}/discovered`)
    },
  },
  'POST /api/automation/templates/register': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/register`, { packagePath: JOBS, fileName: file(stage) }),
  },
  'GET /api/automation/templates/{id}': get(''),
  'PATCH /api/automation/templates/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', await template(stage), { changes: true }),
  },
  'DELETE /api/automation/templates/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', await template(stage)),
  },
  'GET /api/automation/templates/{id}/source': get('/source'),
  'GET /api/automation/templates/{id}/readiness': get('/readiness'),
  'GET /api/automation/templates/{id}/source/versions': get('/source/versions'),
  'GET /api/automation/templates/{id}/source/versions/{n}': {
    prepare: async (stage) => call(stage.admin, 'GET', await version(stage)),
  },
}
