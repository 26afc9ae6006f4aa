import type { Generated } from 'kysely'

/** What runs are made of: hosts, templates, and what opens the hosts. */
export interface InventoryTables {
  automation_inventory: {
    id: Generated<number>
    name: string
    /** The name as it is searched: without case. */
    words_folded: string
    /** 1: files of SimpleInventory. There is no other. */
    type: number
    /** Below the automation root. */
    hosts_file: string
    groups_file: string
    defaults_file: string | null
    /** What is done about a host whose key nobody has seen: refused, or taken at the first meeting. */
    unknown_keys: 'refuse' | 'accept'
    created_by: number | null
    created_at: number
    version: number
  }
  /** What a file below the root said: each version that was edited here, or used by a run. */
  automation_file_version: {
    id: Generated<number>
    path: string
    sha256: string
    /** Empty once it is sealed: it was kept in clear by older servers. */
    content: string
    seal_key: string | null
    sealed: string | null
    letters: number | null
    at: number
    account_id: number | null
    /** Edited in the console, imported, or found on the disk by somebody who ran it. */
    via: 'console' | 'import' | 'disk'
  }
  automation_template: {
    id: Generated<number>
    name: string
    /** Name, function and file as they are searched: without case. */
    words_folded: string
    description: string | null
    /** As it is searched; empty where there is none. The protocol does not look into it. */
    description_folded: string
    /** Names of the parameters, as a JSON list. */
    variables: string
    /** How the parameters are asked for, as JSON: one field each. */
    form: string
    /** Begins with a slash, and lies below the root. */
    package_path: string
    file_name: string
    function_name: string
    created_by: number | null
    created_at: number
    /** It changes its hosts: one such run a host at once, and a dry run comes first. */
    changes: number
    /** It knows `dry_run`, and then changes nothing. */
    can_dry_run: number
    /** A second person says yes before it runs. */
    needs_approval: number
    /** The result of each host is its configuration, and is kept in versions. */
    keeps_configuration: number
    workers: number | null
    host_seconds: number | null
    run_minutes: number | null
    /** Who is told of the end of its runs, as JSON. */
    notify: string
    version: number
  }
  automation_credential: {
    id: Generated<number>
    name: string
    name_folded: string
    kind: 'password' | 'key' | 'agent' | 'token'
    username: string | null
    /** Of the ciphertexts: they are bound to it. */
    secret_key: string
    /** As JSON: password, private key with its passphrase, enable secret, token. */
    secret_cipher: string
    /** What can be told of it, as JSON: kind and fingerprint of the key, what it holds. */
    facts: string
    note: string
    created_by: number | null
    created_at: number
    changed_at: number
    used_at: number | null
    version: number
  }
  /** For whom a credential is: an inventory, a group in it, or one host; the nearest wins. */
  automation_credential_use: {
    id: Generated<number>
    credential_id: number
    inventory_id: number
    /** Empty texts: all of the inventory. */
    group_name: string
    host_name: string
    /** A host may have one to sign in with, and a token beside it. */
    purpose: 'sign-in' | 'token'
  }
  /** SSH keys of hosts, by where they answer. */
  automation_host_key: {
    id: Generated<number>
    address: string
    port: number
    /** Such as ssh-ed25519. */
    type: string
    /** As base64. */
    content: string
    fingerprint: string
    /** Believed; or only offered, and refused until somebody accepts it. */
    state: 'trusted' | 'offered'
    seen_at: number
    first_seen_at: number
    accepted_by: number | null
    accepted_at: number | null
    version: number
  }
}
