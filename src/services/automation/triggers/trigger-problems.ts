import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  unknown: () =>
    problem(
      'unauthorized',
      401,
      'This trigger or its secret is not known. Send the secret as a bearer token, or sign the body with it.',
      { headers: { 'www-authenticate': 'Bearer realm="trigger"' } },
    ),
  needsTime: () =>
    problem(
      'needs_time',
      403,
      'This trigger takes no signature without a time. Sign as Standard Webhooks do, or let its page allow it.',
    ),
  isStale: () =>
    problem(
      'stale_signature',
      403,
      'This was signed more than five minutes ago, or will be. Set the clock of the sender, and sign it anew.',
    ),
  isOff: () => problem('trigger_off', 403, 'This trigger is switched off. Switch it on in the console.'),
  makerGone: () =>
    problem(
      'maker_gone',
      403,
      'Whoever answers for this trigger may not start runs any more. Somebody else has to take it over.',
    ),
  tooMany: () =>
    problem('too_many_waiting', 429, 'So many runs of this trigger wait already that no more are taken.', {
      headers: { 'retry-after': '60' },
    }),
  noJson: () => problem('invalid_body', 400, 'The body is no JSON. Send JSON, or nothing at all.'),
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid', 400, `The run cannot be made of this. ${errors[0]?.message ?? ''}`, { errors }),
  noPreset: () =>
    problem('no_preset', 400, 'There is no such preset. Choose one of the list.', {
      errors: [{ field: 'presetId', message: 'Choose a preset of the list.' }],
    }),
  noVariable: (name: string, template: string) =>
    problem('no_variable', 400, `The template ${template} has no variable ${name}.`, {
      errors: [{ field: 'variables', message: `${template} has no variable ${name}. Take it out.` }],
    }),
}
