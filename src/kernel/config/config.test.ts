import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { type ConfigError, kernelConfig, readConfig } from './config.ts'
import { kernelSettings, listSettings, serviceSettings } from './settings.ts'

const schema = Type.Object({
  ...kernelSettings,
  collection: Type.Object({
    ...serviceSettings('/collection'),
    basedir: Type.Optional(
      Type.String({ env: 'REPROSCHEMA_BACKEND_BASEDIR', description: 'Base directory.' }),
    ),
    development: Type.Boolean({
      env: 'DEV8dac6d02a913',
      presence: true,
      default: false,
      description: 'Development.',
    }),
    maxBodyBytes: Type.Integer({
      minimum: 11_000_000,
      maximum: 1e12,
      default: 100_000_000,
      description: 'Limit.',
    }),
  }),
})

const mistakesOf = (env: Record<string, string>, yaml?: string) => {
  try {
    readConfig(schema, { env, yaml })
  } catch (error) {
    return (error as ConfigError).mistakes
  }
  return []
}

test('without anything it serves on loopback, with the data beside it', () => {
  const { values, origins } = readConfig(schema, { env: {} })
  assert.equal(values.host, '127.0.0.1')
  assert.equal(values.port, 8080)
  assert.deepEqual(values.trustedProxies, [])
  assert.equal(values.collection.mount, '/collection')
  assert.equal(values.databaseUrl, undefined)
  assert.equal(origins.port, 'default')
  assert.ok(kernelConfig(values).secretKeyFile.endsWith('/data/secret.key'))
})

test('a variable wins over the file, the file over the default', () => {
  const yaml = 'port: 9000\nhost: 0.0.0.0\ncollection:\n  maxBodyBytes: 20000000\n'
  const { values, origins } = readConfig(schema, { env: { ATELIER_PORT: '9001' }, yaml })
  assert.equal(values.port, 9001)
  assert.equal(values.host, '0.0.0.0')
  assert.equal(values.collection.maxBodyBytes, 20_000_000)
  assert.deepEqual([origins.port, origins.host, origins.logLevel], ['environment', 'file', 'default'])
})

test('lists, switches, borrowed names and mere presence are read from variables', () => {
  const { values } = readConfig(schema, {
    env: {
      ATELIER_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
      ATELIER_COLLECTION_ENABLED: 'no',
      REPROSCHEMA_BACKEND_BASEDIR: '/srv/study',
      DEV8dac6d02a913: '',
    },
  })
  assert.deepEqual(values.trustedProxies, ['10.0.0.1', '10.1.0.0/16'])
  assert.equal(values.collection.enabled, false)
  assert.equal(values.collection.basedir, '/srv/study')
  assert.equal(values.collection.development, true)
})

test('every mistake is named at once, and no value is repeated', () => {
  const env = {
    ATELIER_PORT: 'http',
    ATELIER_LOG_LEVEL: 'loud',
    ATELIER_ADMIN_PASSWORD: 'hunter2',
    ATELIER_COLLECTION_MAX_BODY_BYTES: '5',
  }
  const mistakes = mistakesOf(env, 'prot: 1\ncollection:\n  mont: /x\n')
  assert.deepEqual(mistakes, [
    'The settings file has prot, which is no setting.',
    'The settings file has collection.mont, which is no setting.',
    'ATELIER_PORT must be a whole number from 0 to 65535.',
    'ATELIER_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
    'ATELIER_ADMIN_PASSWORD must be a text of 8 characters or more.',
    'ATELIER_COLLECTION_MAX_BODY_BYTES must be a whole number from 11000000 to 1000000000000.',
  ])
})

test('a file that is no YAML, or no list of names, is refused in words', () => {
  assert.match(mistakesOf({}, 'a: [1')[0] ?? '', /not YAML/)
  assert.match(mistakesOf({}, '- 1\n')[0] ?? '', /names and values/)
})

test('an unknown variable of ours is a warning', () => {
  const { warnings } = readConfig(schema, { env: { ATELIER_PROT: '1', PATH: '/bin' } })
  assert.deepEqual(warnings, ['ATELIER_PROT is no setting; is its name right?'])
})

test('nobody can change the settings afterwards', () => {
  const { values } = readConfig(schema, { env: {} })
  assert.throws(() => Object.assign(values.collection, { mount: '/x' }), /read only/)
})

test('every setting says what it is for', () => {
  for (const setting of listSettings(schema)) assert.ok(setting.schema.description, setting.env)
})
