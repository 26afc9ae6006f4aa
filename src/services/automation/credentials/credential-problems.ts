import { type FieldError, problem } from '../../../kernel/problem.ts'

const words = {
  unreadable:
    'This is no key that can be read here. Ed25519, ECDSA and RSA keys are, as ssh-keygen writes them.',
  'no-passphrase': 'This key has a passphrase. Type it as well.',
  'wrong-passphrase': 'This passphrase does not open the key.',
  tooSlow: 'Its passphrase is stirred too often. Write the key anew: ssh-keygen -p -a 100 -f FILE',
  private: 'This is the private half. Paste the public one.',
  dsa: 'Nothing takes DSA keys any more. Make an Ed25519 key.',
  short: 'An RSA key of less than 2,048 bits opens nothing any more. Make an Ed25519 key.',
}

export const problems = {
  words,
  invalid: (errors: FieldError[]) =>
    problem('invalid_credential', 400, `The credential is not complete. ${errors[0]?.message ?? ''}`, {
      errors,
    }),
  invalidKey: (field: 'privateKey' | 'passphrase' | 'publicKey', message: string) =>
    problem('invalid_key', 400, message, { errors: [{ field: `secret.${field}`, message }] }),
  nameTaken: () =>
    problem('name_taken', 409, 'There is a credential of this name already. Choose another name.', {
      errors: [{ field: 'name', message: 'Another credential has it.' }],
    }),
  placeTaken: (place: string, other: string) =>
    problem(
      'place_taken',
      409,
      `${place} is opened by “${other}” already. Take it from there, or choose another place.`,
      { errors: [{ field: 'uses', message: `“${other}” is used there.` }] },
    ),
  noInventory: () =>
    problem('no_inventory', 400, 'There is no such inventory. Choose one of the list.', {
      errors: [{ field: 'uses', message: 'Choose an inventory of the list.' }],
    }),
  notTried: () =>
    problem('not_tried', 409, 'A token signs in nowhere. Try it by a run of a template that sends it.'),
  noHost: (host: string) =>
    problem('no_host', 400, `The inventory has no host ${host}. Choose one of the list.`, {
      errors: [{ field: 'host', message: 'Choose a host of the inventory.' }],
    }),
  notNearest: (host: string) =>
    problem(
      'not_nearest',
      409,
      `Runs do not open ${host} with this one: another is nearer, or none is for it.`,
      {
        errors: [{ field: 'host', message: 'Another credential is nearer, or none is for it.' }],
      },
    ),
  noAgent: () =>
    problem(
      'no_agent',
      409,
      'This server has no SSH agent. Whoever runs it can name its socket in the settings.',
    ),
  agentSilent: (cause: unknown) =>
    problem('agent_silent', 409, 'The SSH agent does not answer. Look whether it runs.', { cause }),
}
