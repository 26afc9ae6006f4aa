import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { dataFolder, run } from './support/program.ts'

const env = { ATELIER_DATA: dataFolder() }
await run(['migrate'], env)

test('trusted clients: made with a token that is shown once, listed, removed, and taken up again', async () => {
  const added = await run(['compute', 'clients', 'add', 'portal', '--email-domain', 'lab.example.org'], env)
  assert.match(added.out, /^atl_\w{43}$/)
  assert.match(
    (await run(['compute', 'clients', 'add', 'portal'], env)).err,
    /There is a client portal already/,
  )
  await run(['users', 'add', 'ada'], env)
  assert.match((await run(['compute', 'clients', 'add', 'ada'], env)).err, /ada is the name of an account/)
  assert.match(
    (await run(['compute', 'clients', 'add', 'x', '--email-domain', '@x'], env)).err,
    /Write the domain as/,
  )
  const { out } = await run(['compute', 'clients', 'list'], env)
  assert.match(out, /^portal\tlab\.example\.org\t\d+$/)
  assert.equal((await run(['compute', 'clients', 'remove', 'portal'], env)).code, 0)
  assert.equal((await run(['compute', 'clients', 'list'], env)).out, '')
  assert.match((await run(['compute', 'clients', 'remove', 'portal'], env)).err, /There is no client portal/)
  const again = await run(['compute', 'clients', 'add', 'portal'], env)
  assert.notEqual(again.out, added.out)
  const [line = ''] = (await run(['compute', 'clients', 'list'], env)).out.split('\n')
  assert.equal(line.split('\t')[2], out.split('\t')[2], 'with the people that it brought')
})

test('session kinds: added with what they run, listed, put away, and brought back', async () => {
  const add = ['compute', 'session-kinds', 'add']
  const wanted = ['--name', 'An app', '--command', 'exec app --port "$ATELIER_PORT"', '--start-page', 'home']
  const added = await run([...add, 'app', ...wanted, '--at-root', '--env', 'MODE=lab', 'LEVEL=2'], env)
  assert.equal(added.out, 'app', added.err)
  const list = async () => (await run(['compute', 'session-kinds', 'list'], env)).out
  assert.match(await list(), /^app\tAn app\tcommand\t1$/m)
  assert.match(await list(), /^local_test_job\t/m)
  assert.match(
    (await run([...add, 'app', ...wanted], env)).err,
    /There is a kind of sessions with the key app/,
  )
  assert.match((await run([...add, 'other'], env)).err, /Say what it runs/)
  assert.match((await run([...add, 'Other One', '--command', 'x'], env)).err, /is no key/)
  assert.match((await run([...add, 'other', '--command', 'x', '--env', 'x'], env)).err, /NAME=VALUE/)
  assert.match(
    (await run([...add, 'other', '--command', 'x', '--start-page', '/../x'], env)).err,
    /startPage/,
  )
  assert.equal((await run(['compute', 'session-kinds', 'remove', 'app'], env)).code, 0)
  assert.doesNotMatch(await list(), /^app\t/m)
  assert.equal((await run([...add, 'app', ...wanted], env)).out, 'app')
  assert.match(await list(), /^app\tAn app\tcommand\t2$/m)
})

const ORIGINAL = {
  api_user_authentication: 'main_auth',
  main_storage: 'main_storage',
  main_resource: 'cluster',
  available_user_authentication: {
    main_auth: {
      user_authentication_type: 'GlobusUserAuthentication',
      connection_details: {
        client_id: 'c-1',
        client_secret: 'a planted secret',
        authentication_type: 'oauth',
        allowed_globus_groups: ['g-1'],
      },
    },
    psc: { user_authentication_type: 'PSCAPIUserAuthentication', connection_details: {} },
  },
  available_storage: {
    main_storage: {
      storage_type: 'LocalFileSystemStorage',
      root_dir: '/srv/workspaces',
      connection_details: {},
    },
  },
  available_resources: {
    '../odd': { resource_type: 'SlurmAPIResource', cpu_partition: 'main' },
    here: { resource_type: 'LocalResource', passthrough_domain: '127.0.0.1:8000', connection_details: {} },
    cluster: {
      name: 'The cluster',
      resource_type: 'SlurmAPIResource',
      passthrough_domain: 'sessions.lab.example',
      parameter_mapping: { num_cpus: 'cpus_per_task', queue: 'partition' },
      cpu_partition: 'main',
      gpu_partition: 'gpu',
      connection_details: { root_url: 'https://slurm.example.com/api', api_token: 'another planted secret' },
    },
  },
  available_job_types: {
    jupyter_lab: {
      name: 'Jupyter Lab here',
      job_type: 'JupyterLabJob',
      environment_details: {
        cluster: { module_manager: 'lmod', modules: ['python/3.11', 'jupyter'], time_limit: '60' },
      },
    },
    old_lab: {
      job_type: 'JupyterLabJob',
      environment_details: { here: { module_manager: 'virtualenv', python_version: 'python3.8' } },
    },
    yac: { name: 'YAC', job_type: 'YACJob', environment_details: { cluster: { sif_file_path: '/x.sif' } } },
  },
  parameters: [
    {
      display_name: 'Cores',
      description: '',
      variable_name: 'num_cpus',
      default_value: 2,
      validation: { type: 'int', min: 1, max: 4 },
    },
    {
      display_name: 'Minutes',
      description: '',
      variable_name: 'time_limit_min',
      default_value: 180,
      validation: { type: 'int', min: 1, max: 480, required: true },
    },
    { display_name: 'Odd', variable_name: 'odd', default_value: [], validation: { type: 'list' } },
  ],
}

test('a config.json of the original is taken over, and what is left to do is said, without its secrets', async () => {
  const file = join(dataFolder(), 'config.json')
  writeFileSync(file, JSON.stringify(ORIGINAL))
  const { code, out, err } = await run(['compute', 'import-config', file], env)
  assert.equal(code, 0, err)
  assert.match(out, /^# Resources: cluster$/m)
  assert.match(out, /^# Session kinds: jupyter_lab, old_lab$/m)
  for (const left of [
    'The resource ../odd has a key',
    'yac is a YACJob',
    'psc is a PSCAPIUserAuthentication',
    'cluster was the main resource',
    'old_lab made its virtual environment',
    'parameter odd',
    'its client_secret',
  ])
    assert.ok(out.includes(left), left)
  assert.ok(!out.includes('planted'))
  assert.deepEqual(parse(out), {
    compute: {
      root: '/srv/workspaces',
      passthrough: { wildcardDomain: 'sessions.lab.example' },
      globus: {
        introspectionUrl: 'https://auth.globus.org/v2/oauth2/token/introspect',
        tokenUrl: 'https://auth.globus.org/v2/oauth2/token',
        authorizeUrl: 'https://auth.globus.org/v2/oauth2/authorize',
        groupsUrl: 'https://groups.api.globus.org/v2/groups/my_groups',
        clientId: 'c-1',
        allowedGroups: ['g-1'],
      },
    },
  })
  assert.match(
    (await run(['compute', 'session-kinds', 'list'], env)).out,
    /^jupyter_lab\tJupyter Lab here\tjupyter\t2$/m,
  )
  const again = await run(['compute', 'import-config', file], env)
  assert.equal(again.code, 0, again.err)
  writeFileSync(file, '{,}')
  assert.match((await run(['compute', 'import-config', file], env)).err, /This is no config.json/)
})
