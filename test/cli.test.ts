import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createPostgresDatabase } from './support/database.ts'
import { dataFolder, run, serve } from './support/program.ts'

const PROMISED = [
  'serve',
  'worker',
  'doctor',
  'migrate',
  'backup <file>',
  'restore <file>',
  'backup verify <file>',
  'audit verify',
  'users add <name>',
  'users list',
  'users disable <name>',
  'users enable <name>',
  'users os-account <name> [system]',
  'users set-password <name>',
  'groups add <name>',
  'groups list',
  'groups members add <group> <name>',
  'groups members remove <group> <name>',
  'tokens add <name>',
  'tokens list',
  'tokens revoke <id>',
  'sessions expire',
  'collection token',
  'collection basedir',
  'collection projects',
  'training events',
  'training import <event> <file>',
  'training export <event> <file>',
  'training letters <event> <file>',
  'training demo',
  'pipelines apps import <path>',
  'pipelines apps list',
  'pipelines backend-token <name>',
  'pipelines people list',
  'pipelines people approve <name>',
  'pipelines people deny <name>',
  'automation groups add <group> <name>',
  'automation create-testdb',
  'automation jobs discover',
  'compute clients add <name>',
  'compute clients list',
  'compute clients remove <name>',
  'compute session-kinds add <id>',
  'compute session-kinds list',
  'compute session-kinds remove <id>',
  'compute import-config <file>',
]

test('help lists every command', async () => {
  const { code, out } = await run(['help'], {})
  assert.equal(code, 0)
  for (const usage of PROMISED) assert.ok(out.includes(`  ${usage} `), usage)
})

test('misuse is told on stderr with exit code 2, and prints nothing', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  for (const args of [
    ['dance'],
    ['users'],
    ['users', 'add'],
    ['users', 'add', 'ada', 'x'],
    ['users', 'list', '--x'],
  ]) {
    const { code, out, err } = await run(args, env)
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.notEqual(err, '')
  }
})

test('without data the commands say so in place of making a new installation', async () => {
  const folder = join(dataFolder(), 'mistyped')
  const { code, err } = await run(['users', 'list'], { ATELIER_DATA: folder })
  assert.equal(code, 1)
  assert.match(err, /There are no data in .*mistyped/)
  assert.equal(existsSync(folder), false)
})

test('every mistake in the settings is named before anything starts', async () => {
  const { code, err } = await run(['serve'], { ATELIER_PORT: 'http', ATELIER_SMTP_URL: 'mail' })
  assert.equal(code, 1)
  assert.match(err, /ATELIER_PORT/)
  assert.match(err, /ATELIER_SMTP_URL/)
})

test('a settings file is read from the data folder, or from where --config says', async () => {
  const folder = dataFolder()
  await run(['migrate'], { ATELIER_DATA: folder })
  writeFileSync(join(folder, 'atelier.yaml'), 'collection:\n  enabled: false\n')
  const off = await run(['collection', 'token'], { ATELIER_DATA: folder })
  assert.equal(off.code, 1)
  assert.match(off.err, /switched off/)
  const other = join(folder, 'other.yaml')
  writeFileSync(other, 'collection:\n  enabled: true\n')
  const on = await run(['collection', 'token', '--config', other], { ATELIER_DATA: folder })
  assert.match(on.out, /^[0-9a-f]{32}$/)
  const missing = await run(['collection', 'token', '--config', `${other}.none`], { ATELIER_DATA: folder })
  assert.match(missing.err, /There is no settings file/)
})

/** The same commands, with a server that does them and without one. */
function operatorsCommands(name: string, prepare: () => Promise<Record<string, string>>): void {
  describe(`the operator's commands, ${name}`, () => {
    test('accounts: made, listed, disabled, enabled, given a password', async () => {
      const env = await prepare()
      const added = await run(['users', 'add', 'ada', '--email', 'ada@example.org', '--admin'], env)
      assert.match(added.out, /^\w{20}$/)
      const own = await run(
        ['users', 'add', 'Grace', '--password', 'a long enough one', '--first-name', 'G'],
        env,
      )
      assert.equal(own.out, 'Grace')
      const taken = await run(['users', 'add', 'ADA'], env)
      assert.deepEqual([taken.code, taken.out], [1, ''])
      assert.match(taken.err, /taken/)
      assert.equal((await run(['users', 'disable', 'ada@example.org'], env)).code, 0)
      assert.match(
        (await run(['users', 'list'], env)).out,
        /ada\tada@example.org\tperson, administrator, disabled/,
      )
      assert.equal((await run(['users', 'enable', 'ada'], env)).code, 0)
      assert.match((await run(['users', 'set-password', 'Grace'], env)).out, /^\w{20}$/)
      const { out } = await run(['users', 'list', '--json'], env)
      const users = JSON.parse(out) as { name: string; disabled: boolean; password?: string }[]
      assert.ok(users.some((user) => user.name === 'ada' && !user.disabled))
      assert.ok(!out.includes('password'))
      assert.match((await run(['users', 'disable', 'nobody'], env)).err, /no such account/)
    })

    test('roles of an account and whom it runs as: none at first, set, shown, taken away', async () => {
      const env = await prepare()
      await run(['users', 'add', 'ada'], env)
      assert.equal((await run(['users', 'roles', 'ada'], env)).out, '')
      const set = await run(['users', 'roles', 'ada', 'collection:manager', 'training:manager'], env)
      assert.equal(set.out, 'collection:manager\ntraining:manager')
      assert.equal((await run(['users', 'roles', 'ada'], env)).out, set.out)
      assert.match((await run(['users', 'roles', 'ada', 'manager'], env)).err, /is no role/)
      assert.equal((await run(['users', 'roles', 'ada', '--none'], env)).out, '')
      const system = ['users', 'os-account', 'ada']
      assert.equal((await run(system, env)).out, 'none')
      assert.equal((await run([...system, 'nobody'], env)).out, 'nobody')
      assert.match((await run([...system, 'daemon'], env)).err, /belongs to the operating system itself/)
      assert.equal((await run([...system, '--none'], env)).out, 'none')
    })

    test('groups: made, filled, emptied', async () => {
      const env = await prepare()
      await run(['users', 'add', 'ada'], env)
      assert.equal((await run(['groups', 'add', 'Staff of 2027'], env)).out, 'Staff of 2027')
      assert.equal((await run(['groups', 'members', 'add', 'Staff of 2027', 'ada'], env)).code, 0)
      assert.match((await run(['groups', 'list'], env)).out, /Staff of 2027\t1$/m)
      assert.equal((await run(['groups', 'members', 'remove', 'Staff of 2027', 'ada'], env)).code, 0)
      assert.match((await run(['groups', 'list'], env)).out, /Staff of 2027\t0$/m)
    })

    test('tokens: made with scope and expiry, listed without their value, revoked', async () => {
      const env = await prepare()
      await run(['users', 'add', 'ada'], env)
      const added = await run(['tokens', 'add', 'ada', '--scope', 'collection:read', '--expires', '90d'], env)
      assert.match(added.out, /^atl_\w{43}$/)
      const listed = await run(['tokens', 'list'], env)
      assert.match(listed.out, /ada\tcommand line\tatl_\w{4}\tcollection:read\t\d{4}-/)
      assert.ok(!listed.out.includes(added.out))
      const [id = ''] = listed.out.split('\t')
      assert.equal((await run(['tokens', 'revoke', id], env)).code, 0)
      assert.match((await run(['tokens', 'revoke', id], env)).err, /no such token/)
      assert.match((await run(['tokens', 'add', 'ada', '--expires', 'soon'], env)).err, /Write an expiry as/)
      assert.equal((await run(['sessions', 'expire', '--email', 'ada'], env)).out, '0')
    })

    test('what was done is in the journal, with who did it', async () => {
      const env = await prepare()
      await run(['users', 'add', 'ada'], env)
      const { code, out } = await run(['audit', 'verify'], env)
      assert.equal(code, 0)
      assert.match(out, /^\d+:[0-9a-f]{64}$/)
      assert.equal((await run(['audit', 'verify', '--head', out], env)).code, 0)
      const forged = await run(['audit', 'verify', '--head', `${out.split(':')[0]}:${'0'.repeat(64)}`], env)
      assert.equal(forged.code, 1)
      assert.match(forged.err, /written anew/)
    })

    test('collection: its secret, its folder, its projects', async () => {
      const env = await prepare()
      const token = await run(['collection', 'token'], env)
      assert.match(token.out, /^[0-9a-f]{32}$/)
      assert.equal((await run(['collection', 'token'], env)).out, token.out)
      const rotated = await run(['collection', 'token', '--rotate'], env)
      assert.notEqual(rotated.out, token.out)
      const basedir = await run(['collection', 'basedir'], env)
      assert.ok(statSync(basedir.out).isDirectory())
      assert.equal((await run(['collection', 'projects'], env)).code, 0)
    })

    test('training: a demo with its keys, participants in and out, letters', async () => {
      const env = await prepare()
      const { out } = await run(['training', 'demo'], env)
      const keys = out.split('\n').map((line) => line.split('\t'))
      assert.equal(keys.length, 12)
      for (const [key = '', name] of keys) assert.match(key, /^[A-Z0-9]{8}$/, name)
      const people = join(dataFolder(), 'studenten.csv')
      assert.equal((await run(['training', 'export', 'demo', people], env)).out, people)
      const written = readFileSync(people, 'utf8')
      assert.equal(
        written,
        [
          'Naam;Klas;Doelgroep;Identificatie',
          ...keys.map(([key, name, userClass, group]) => [name, userClass, group, key].join(';')),
        ].join('\r\n'),
      )
      assert.equal(statSync(people).mode & 0o777, 0o600)
      const again = await run(['training', 'export', 'demo', people], env)
      assert.deepEqual([again.code, readFileSync(people, 'utf8')], [1, written])
      writeFileSync(people, written.replace('4ITF', '4ITA').split('\r\n').slice(0, 12).join('\r\n'))
      const brought = await run(['training', 'import', 'demo', people, '--replace'], env)
      assert.equal(brought.out, '0 added, 1 changed, 1 removed', brought.err)
      const letters = await run(['training', 'letters', 'demo', `${people}.pdf`], env)
      assert.equal(letters.out, `${people}.pdf`)
      assert.match(readFileSync(letters.out, 'latin1'), /^%PDF-/)
      const events = await run(['training', 'events'], env)
      assert.match(events.out, /^\d+\tdemo\topen\t11\t8$/)
      assert.match((await run(['training', 'letters', 'spring', 'x.pdf'], env)).err, /no event spring/)
    })

    test('doctor names what is wrong with its fix, and with --strict says so by its exit code', async () => {
      const env = await prepare()
      const found = await run(['doctor'], env)
      assert.equal(found.code, 0)
      assert.match(found.out, /^ok\tdatabase\t(SQLite finds no damage|PostgreSQL takes changes)/m)
      assert.match(found.out, /^WARNING\tmail\t.*ATELIER_SMTP_URL/m)
      assert.equal((await run(['doctor', '--strict'], env)).code, 3)
    })

    test('settings are shown with where they came from, secrets are not', async () => {
      const env = { ...(await prepare()), ATELIER_ADMIN_PASSWORD: 'canary-password' }
      const { out } = await run(['settings'], env)
      assert.match(out, /^ATELIER_HOST\t127.0.0.1\tdefault$/m)
      assert.match(out, /^ATELIER_DATA\t.*\tenvironment$/m)
      assert.ok(!out.includes('canary-password'))
    })
  })
}

operatorsCommands('without a server', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  await run(['migrate'], env)
  await run(['users', 'add', 'admin', '--admin'], env)
  return env
})

operatorsCommands('with a server', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  await serve(env)
  return env
})

const postgres = process.env.ATELIER_TEST_POSTGRES_URL
if (postgres) {
  operatorsCommands('on PostgreSQL', async () => {
    const env = { ATELIER_DATA: dataFolder(), ATELIER_DATABASE_URL: await createPostgresDatabase(postgres) }
    await serve(env)
    return env
  })
}

test('the first start makes the account admin and says its password once', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  const first = await serve(env)
  const password = /password (\w{20})/.exec(first.said)?.[1]
  const signIn = (url: string) =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name: 'admin', password }),
    })
  assert.equal((await signIn(first.url)).status, 201)
  assert.equal(await first.stop(), 0)
  const second = await serve(env)
  assert.doesNotMatch(second.said, /password/)
  assert.equal((await signIn(second.url)).status, 201)
})

test('a password that the operator sets is not repeated', async () => {
  const { said, url } = await serve({
    ATELIER_DATA: dataFolder(),
    ATELIER_ADMIN_PASSWORD: 'one that I chose',
  })
  assert.doesNotMatch(said, /one that I chose/)
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'admin', password: 'one that I chose' }),
  })
  assert.equal(answer.status, 201)
})

test('R15: a second server on the same data folder refuses to start and names the first', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  await serve(env)
  const { code, err } = await run(['serve'], env)
  assert.equal(code, 1)
  assert.match(err, new RegExp(`process ${process.pid} at http://127\\.0\\.0\\.1`))
})

test('a port that is taken is told with what to do', async () => {
  const { url } = await serve({ ATELIER_DATA: dataFolder() })
  const env = { ATELIER_DATA: dataFolder(), ATELIER_PORT: new URL(url).port }
  const { code, out, err } = await run(['serve'], env)
  assert.equal(code, 1)
  assert.match(err, /Another program listens on .* Set ATELIER_PORT/)
  assert.match(
    out,
    /^Sign in as admin with the password \S{20} /,
    'the account is made; the next start tells nothing',
  )
})

test('serve --demo fills an empty data folder alone', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  const { stop } = await serve(env)
  await stop()
  const { code, err } = await run(['serve', '--demo'], env)
  assert.equal(code, 1)
  assert.match(err, /serve --demo fills an empty data folder/)
})

test('a worker of its own needs PostgreSQL', async () => {
  const { code, err } = await run(['worker'], { ATELIER_DATA: dataFolder() })
  assert.equal(code, 1)
  assert.match(err, /needs PostgreSQL/)
})

test('backup, verify, restore: a new folder has the same accounts, and never takes the place of a server that runs', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  const { stop } = await serve(env)
  await run(['users', 'add', 'ada'], env)
  const file = join(dataFolder(), 'backup.zip')
  const passphrase = ['--passphrase-file', join(dataFolder(), 'passphrase')]
  writeFileSync(passphrase[1] ?? '', 'correct horse battery staple\n')
  assert.equal((await run(['backup', file, ...passphrase], env)).out, file)
  const verified = await run(['backup', 'verify', file], {})
  assert.match(verified.out, /^\d+ rows and \d+ files of /)
  const refused = await run(['restore', file], env)
  assert.equal(refused.code, 1)
  await stop()
  const elsewhere = { ATELIER_DATA: join(dataFolder(), 'new') }
  const restored = await run(['restore', file, ...passphrase], elsewhere)
  assert.deepEqual([restored.code, restored.err.includes('Error')], [0, false], restored.err)
  const listed = await run(['users', 'list'], elsewhere)
  assert.match(listed.out, /\tada\t/, listed.err)
  const bytes = readFileSync(file)
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff
  writeFileSync(`${file}.damaged`, bytes)
  const damaged = await run(['backup', 'verify', `${file}.damaged`], {})
  assert.equal(damaged.code, 1)
  assert.notEqual(damaged.err, '')
})

test('the secret key is renewed while the server runs, and its secrets can still be read', async () => {
  const env = { ATELIER_DATA: dataFolder() }
  await run(['migrate'], env)
  const before = await run(['collection', 'token'], env)
  const key = readFileSync(join(env.ATELIER_DATA, 'secret.key'), 'utf8')
  const rotated = await run(['secrets', 'rotate'], env)
  assert.match(rotated.out, /^[0-9a-f]{8}$/)
  assert.notEqual(readFileSync(join(env.ATELIER_DATA, 'secret.key'), 'utf8'), key)
  assert.equal((await run(['collection', 'token'], env)).out, before.out)
})
