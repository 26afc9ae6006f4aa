import { type Static, Type } from 'typebox'
import {
  Body,
  Count,
  Id,
  Lines,
  Nullable,
  OptionalTime,
  optionalTime,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { NamedUse } from './credential.store.ts'
import type { Credential } from './credential.ts'
import { CREDENTIAL_KINDS, type CredentialFacts, secretShape } from './secret.ts'

export const KeyView = Type.Object({
  type: Type.String({ description: 'Such as ssh-ed25519' }),
  bits: Type.Union([Count, Type.Null()]),
  fingerprint: Type.String(),
  comment: Type.String(),
  warning: Nullable,
})

const UseView = Type.Object({
  inventoryId: Id,
  inventory: Type.String(),
  group: Nullable,
  host: Nullable,
})

const kind = Type.Enum([...CREDENTIAL_KINDS])

export const CredentialView = Type.Object({
  id: Id,
  name: Type.String(),
  kind,
  username: Nullable,
  note: Type.String(),
  hasEnable: Type.Boolean({ description: 'It holds an enable secret too' }),
  key: Type.Union([KeyView, Type.Null()]),
  uses: Type.Array(UseView),
  createdAt: Time,
  secretChangedAt: Time,
  usedAt: OptionalTime,
  version: Id,
})

const Use = Body({ inventoryId: Id, group: Type.Optional(Text(255, 1)), host: Type.Optional(Text(255, 1)) })

const fields = {
  name: Text(200, 1),
  username: Type.Union([Text(255, 1), Type.Null()], { description: 'None of a token' }),
  note: Lines(2_000),
  secret: Type.Object(secretShape, {
    additionalProperties: false,
    description: 'What its kind needs. It is sealed, and never given back.',
  }),
  uses: Type.Array(Use, { maxItems: 500, description: 'A whole inventory, a group of it, or one host' }),
}

export const NewCredentialBody = Body({
  name: fields.name,
  kind,
  username: Type.Optional(fields.username),
  note: Type.Optional(fields.note),
  secret: fields.secret,
  uses: Type.Optional(fields.uses),
})

export const CredentialBody = Type.Partial(Type.Object(fields), { additionalProperties: false })

export function credentialView({ row, uses }: Credential): Static<typeof CredentialView> {
  const { hasEnable, key = null } = JSON.parse(row.facts) as CredentialFacts
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    username: row.username,
    note: row.note,
    hasEnable,
    key,
    uses: uses.map(useView),
    createdAt: time(row.created_at),
    secretChangedAt: time(row.changed_at),
    usedAt: optionalTime(row.used_at),
    version: row.version,
  }
}

const useView = ({ inventory_id, inventory, group_name, host_name }: NamedUse): Static<typeof UseView> => ({
  inventoryId: inventory_id,
  inventory,
  group: group_name || null,
  host: host_name || null,
})
