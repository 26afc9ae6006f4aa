/** What of an entry its sentence is made of. */
export interface Told {
  action: string
  object: string | null
  objectName: string | null
  old: unknown
  new: unknown
  details: unknown
  personal: unknown
  count: number
}

/** A sentence in parts; the thing is set in bold. */
export interface Sentence {
  before: string
  thing: string
  after: string
}

/**
 * How the entry of each action reads after the person's name. `*` is the thing it is about, `{rows}` a value of its
 * details. A test finds every action that the sources record here.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  'account.changed': 'changed the account *',
  'account.created': 'made the account *',
  'account.erased': 'erased the person behind *',
  'account.exported': 'took the data of *',
  'account.merged': 'merged another account into *',
  'account.os-account-removed': 'took the account of the operating system away from *',
  'account.os-account-set': 'said which account of the operating system * has',
  'account.password-reset': 'set a new password of * by mail',
  'account.password-set': 'set the password of *',
  'account.removed': 'removed the account *',
  'automation.approval.approved': 'approved the run *',
  'automation.approval.asked': 'asked for approval of the run *',
  'automation.approval.refused': 'refused to approve the run *',
  'automation.approval.void': 'ended the question about the run *, which was changed meanwhile',
  'automation.approval.withdrawn': 'took back the question about the run *',
  'automation.channel.created': 'added the channel *',
  'automation.channel.removed': 'removed the channel *',
  'automation.channel.tested': 'sent a test to the channel *',
  'automation.config.changed': 'found the configuration of {host} changed',
  'automation.config.intended': 'said what the configuration of {host} should be',
  'automation.config.read': 'looked at the configuration of {host}: {what}',
  'automation.config.removed': 'removed all that was kept of the configuration of {host}',
  'automation.configuration.changed': 'changed the configuration of the engine',
  'automation.credential.changed': 'changed the credential *',
  'automation.credential.created': 'added the credential *',
  'automation.credential.removed': 'removed the credential *',
  'automation.credential.used': 'was given credentials for the run *',
  'automation.file.changed': 'changed {path} of *',
  'automation.host-key.accepted': 'accepted the key of *',
  'automation.host-key.changed': 'met another key at *, and refused it',
  'automation.host-key.offered': 'met an unknown key at *, and refused it',
  'automation.host-key.removed': 'forgot a key of *',
  'automation.inventory.changed': 'changed the inventory *',
  'automation.inventory.created': 'made the inventory *',
  'automation.inventory.imported': 'imported {hosts} hosts into *',
  'automation.inventory.removed': 'took the inventory * away',
  'automation.run.aborted': 'stopped the run *',
  'automation.run.changed': 'changed the run *',
  'automation.run.created': 'made the run *',
  'automation.run.failed': 'saw the run * fail',
  'automation.run.finished': 'saw the run * finish',
  'automation.run.removed': 'removed the run *',
  'automation.run.repeated': 'repeated run {of} as *',
  'automation.run.scheduled': 'put the run * into the queue',
  'automation.run.started': 'began the run *',
  'automation.schedule.changed': 'changed the schedule *',
  'automation.schedule.created': 'made the schedule *',
  'automation.schedule.missed': 'left out a time of the schedule *',
  'automation.schedule.orphaned': 'paused the schedule *, for which nobody answers any more',
  'automation.schedule.removed': 'removed the schedule *',
  'automation.schedule.taken-over': 'took over the schedule *',
  'automation.template.changed': 'changed the job template *',
  'automation.template.created': 'registered the job template *',
  'automation.template.removed': 'took the job template * from the list',
  'automation.trigger.changed': 'changed the trigger *',
  'automation.trigger.created': 'made the trigger *',
  'automation.trigger.orphaned': 'noted that nobody answers any more for the trigger *',
  'automation.trigger.refused': 'was refused at the trigger *',
  'automation.trigger.removed': 'removed the trigger *',
  'automation.trigger.taken-over': 'took over the trigger *',
  'automation.trigger.used': 'started run {run} by the trigger *',
  'backup.asked': 'asked for the * now',
  'backup.begun': 'began the *',
  'backup.damaged': 'found the * damaged',
  'backup.downloaded': 'downloaded the *',
  'backup.failed': 'could not make the *',
  'backup.made': 'wrote the backup {file}',
  'backup.rehearsal-failed': 'could not restore the *',
  'backup.rehearse-asked': 'asked for a rehearsal of the *',
  'backup.rehearsed': 'restored the * to see that it can be',
  'backup.removed': 'removed the *',
  'backup.restored': 'restored the backup of {madeAt}',
  'backup.verified': 'checked the *',
  'backup.verify-asked': 'asked for a check of the *',
  'collection.answers.exported': 'exported answers of *',
  'checklist.closed': 'closed the list of first steps',
  'checklist.shown': 'opened the list of first steps again',
  'collection.client.registered': 'registered the browser app *',
  'collection.credential.refused': 'was refused with the credential of *',
  'collection.export.asked': 'asked for an export of *',
  'collection.grant.issued': 'issued a link for *',
  'collection.grant.revoked': 'revoked the link *',
  'collection.grants.forgotten': 'forgot ended links',
  'collection.import.undone': 'took an import of participants back',
  'collection.issuer.created': 'made the token of *',
  'collection.issuer.rotated': 'made a new token for *',
  'collection.issuer.shown': 'looked at the token of *',
  'collection.links.exported': 'exported links of *',
  'collection.links.extended': 'extended links of *',
  'collection.links.issued': 'issued links of *',
  'collection.links.mailed': 'mailed links of *',
  'collection.links.revoked': 'revoked links of *',
  'collection.links.shown': 'looked at links of *',
  'collection.member.removed': 'took a member out of *',
  'collection.member.set': 'set the role of a member of *',
  'collection.participant.changed': 'changed *',
  'collection.participant.completed': 'completed everything: *',
  'collection.participant.removed': 'removed *',
  'collection.participant.withdrawn': 'withdrew *',
  'collection.participants.exported': 'exported the participants of *',
  'collection.participants.imported': 'imported participants of *',
  'collection.participants.reminded': 'reminded participants of *',
  'collection.project.changed': 'changed *',
  'collection.project.created': 'made *',
  'collection.project.removed': 'removed *',
  'collection.recordings-zip.asked': 'asked for the recordings of *',
  'collection.recordings-zip.downloaded': 'downloaded the recordings of *',
  'collection.responses.read': 'read answers of *',
  'collection.submission.read': 'read *',
  'collection.submission.received': 'sent *',
  'collection.upload.arrived-late': 'received more of the locked record *',
  'collection.upload.signed': 'signed the record * as {meaning}',
  'collection.upload.unlocked': 'unlocked the record *',
  'collection.upload.withdrawn': 'took the person out of the record *',
  'collection.uploads.read': 'looked at recordings of *',
  'factor.added': 'added a second factor to *',
  'factor.all-removed': 'removed all second factors of *',
  'factor.recovery-codes-made': 'made new recovery codes for *',
  'factor.removed': 'removed a second factor of *',
  'group.created': 'made the group *',
  'group.member-added': 'added a member to *',
  'group.member-removed': 'took a member out of *',
  'group.removed': 'removed the group *',
  'group.renamed': 'renamed the group *',
  'health.changed': 'found something to mend: *',
  'health.look-asked': 'had the installation looked at',
  'health.recovered': 'found well again: *',
  'identity.link-begun': 'began to link an outside sign-in to *',
  'identity.linked': 'linked an outside sign-in to *',
  'identity.unlinked': 'took an outside sign-in from *',
  'installation.set-up': 'set the installation up',
  'invitation.accepted': 'accepted the *',
  'invitation.created': 'made an *',
  'invitation.sent-again': 'sent the * again',
  'invitation.withdrawn': 'withdrew the *',
  'job.all-retried': 'ran {retried} failed jobs again',
  'job.cancelled': 'cancelled the *',
  'job.retried': 'ran the * again',
  'journal.broken': 'found the chain of the journal broken',
  'journal.check-asked': 'asked for a check of the journal',
  'journal.checked': 'checked the journal: {entries} entries, intact',
  'compute.client.added': 'made a trusted client of compute: *',
  'compute.client.removed': 'removed a trusted client of compute: *',
  'compute.dataset.changed': 'changed the *',
  'compute.dataset.created': 'put the * into the catalogue',
  'compute.dataset.removed': 'took the * out of the catalogue',
  'compute.file.moved': 'moved {from} to {to} in the *',
  'compute.file.read-by-other': 'looked at {path} in the *',
  'compute.file.removed': 'deleted files in the *',
  'compute.file.restored': 'put deleted files back in the *',
  'compute.file.written': 'wrote files in the *',
  'compute.folder.made': 'made the folder {path} in the *',
  'compute.kind.changed': 'changed the *',
  'compute.profile.removed': 'forgot the *',
  'compute.profile.saved': 'kept the *',
  'compute.quota.changed': 'changed the quota of {name}',
  'compute.resource.added': 'added the *',
  'compute.resource.changed': 'changed the *',
  'compute.resource.removed': 'removed the *',
  'compute.session.log-read': 'read the log of the *',
  'compute.session.started': 'started the *',
  'compute.session.ready': 'made the * ready',
  'compute.session.extended': 'extended the * by {minutes} minutes',
  'compute.session.stopping': 'stopped the *',
  'compute.session.ended': 'saw the * end',
  'compute.session.failed': 'saw the * fail',
  'compute.session.visited': 'came into the * of somebody else',
  'compute.session.link-made': 'made a link into the *',
  'compute.session.link-used': 'came into the * by a link',
  'compute.session.link-revoked': 'revoked a link into the *',
  'compute.session.port-opened': 'opened port {port} of the *',
  'compute.session.port-closed': 'closed port {port} of the *',
  'compute.share.accepted': 'accepted the copy: *',
  'compute.share.dropped': 'declined or cancelled the copy: *',
  'compute.share.failed': 'could not make the copy: *',
  'compute.template.changed': 'changed the *',
  'compute.template.created': 'made the *',
  'compute.token.refused': 'was refused at the protocol of compute',
  'compute.workspace.changed': 'changed the *',
  'compute.workspace.created': 'made the *',
  'compute.workspace.erased': 'erased the * for good',
  'compute.workspace.removed': 'deleted the *',
  'compute.workspace.restored': 'restored the *',
  'compute.workspace.visited': 'looked at the files of the *',
  'compute.workspace.shared': 'offered a copy of the *',
  'journal.exported': 'exported the journal as {format}',
  'mail.all-retried': 'tried {retried} mails again',
  'mail.discarded': 'threw the * away',
  'mail.read': 'read the *',
  'mail.retried': 'tried the * again',
  'mail.tested': 'sent themselves a test mail',
  'notice.read': 'read notices',
  'notice.sent': 'sent a notice ({kind})',
  'notice.settings-changed': 'changed their notices',
  'pipelines.app.changed': 'changed the *',
  'pipelines.batch.submitted': 'handed in the * with {experiments} experiments',
  'pipelines.experiment.cancelled': 'cancelled the *',
  'pipelines.experiment.claimed': 'took the * from the queue',
  'pipelines.experiment.completed': 'completed the *',
  'pipelines.experiment.failed': 'said that the * failed',
  'pipelines.experiment.kept': 'said how long the * is kept',
  'pipelines.experiment.notify': 'said whether they are told of the end of the *',
  'pipelines.experiment.read-by-other': 'read what is in the *',
  'pipelines.experiment.removed': 'removed {side} of the *',
  'pipelines.experiment.requeued': 'put the * back into the queue',
  'pipelines.experiment.rerun': 'ran an earlier one again as the *',
  'pipelines.experiment.started': 'started the *',
  'pipelines.experiment.submitted': 'handed in the *',
  'pipelines.experiment.visited': 'opened the * of somebody else',
  'pipelines.host.changed': 'changed the *',
  'pipelines.input.removed': 'removed inputs of the *',
  'pipelines.limit.changed': 'changed what {name} may use of pipelines',
  'pipelines.output.added': 'added results of the *',
  'pipelines.output.removed': 'removed results of the *',
  'pipelines.person.applied': 'signed up for pipelines: *',
  'pipelines.person.approved': 'let * use pipelines',
  'pipelines.person.denied': 'did not let * use pipelines',
  'pipelines.person.notified': 'sent a message to *',
  'pipelines.person.verified': 'proved the address of *',
  'pipelines.policy.changed': 'changed how the * is offered',
  'pipelines.setting.changed': 'changed a setting of * for pipelines',
  'pipelines.share.made': 'shared the *',
  'pipelines.share.revoked': 'stopped sharing the *',
  'pipelines.share.used': 'opened the * by a link',
  'pipelines.upload.done': 'uploaded a file: *',
  'pipelines.upload.removed': 'removed the *',
  'recovery.asked': 'was asked for a new password of *',
  'recovery.sent': 'mailed a link for a new password to *',
  'request.refused': 'was refused: *',
  'role.given': 'gave a role to *',
  'role.taken': 'took a role from *',
  'roles.set': 'changed the roles of *',
  'sample.asked': 'asked for sample data',
  'sample.filled': 'filled the installation with sample data',
  'sample.removal-asked': 'asked for the removal of the sample data',
  'sample.removed': 'removed the sample data',
  'secrets.rotated': 'made a new secret key',
  'session.all-ended': 'ended all sign-ins of *',
  'session.confirmed': 'showed again who they are',
  'session.ended': 'ended a sign-in of *',
  'session.opened': 'signed in',
  'session.refused': 'was refused as *',
  'settings.changed': 'changed settings',
  'token.created': 'made the token *',
  'token.revoked': 'revoked the token *',
  'training.allocation.cancelled': 'cancelled the distribution of wishes at *',
  'training.allocation.discarded': 'put a distribution of wishes at * away',
  'training.allocation.drafted': 'computed a distribution of wishes at *',
  'training.allocation.failed': 'could not distribute the wishes at *',
  'training.allocation.moved': 'moved somebody in a distribution of wishes at *',
  'training.allocation.published': 'published the distribution of wishes at *: {seats} places',
  'training.allocation.started': 'asked for a distribution of wishes at *',
  'training.allocation.undone': 'took the published distribution of wishes at * back',
  'training.check-in.made': 'checked * in at {title}',
  'training.check-in.refused': 'was shown a code at the door of * that is nobody’s',
  'training.check-in.undone': 'took the check-in of * at {title} back',
  'training.event.changed': 'changed *',
  'training.event.closed': 'closed registration for *',
  'training.event.copied': 'made * as a copy',
  'training.event.created': 'made the event *',
  'training.event.erased': 'erased the participants of *',
  'training.event.opened': 'opened registration for *',
  'training.event.removed': 'removed the event *',
  'training.links.changed': 'changed links of *',
  'training.member.removed': 'took a member out of *',
  'training.member.set': 'set the role of a member of *',
  'training.workshop.added': 'added a workshop to *',
  'training.workshop.changed': 'changed a workshop of *',
  'training.workshop.removed': 'removed a workshop of *',
  'training.workshops.replaced': 'replaced workshops of *',
  'training.mails.changed': 'said which mails of * go by themselves',
  'training.import.undone': 'took an import into * back',
  'training.key.renewed': 'gave * a new key',
  'training.key.set': 'set the key of *',
  'training.keys.read': 'read the keys of *',
  'training.keys.renewed': 'gave {count} participants of * new keys',
  'training.list.exported': 'took the list {list} of * away',
  'training.participant.added': 'added the participant *',
  'training.participant.changed': 'changed what the list says of *',
  'training.participants.forgotten': 'forgot {count} participants who were taken off lists',
  'training.participants.imported':
    'imported a list into *: {added} new, {changed} changed, {removed} removed',
  'training.participants.removed': 'took {count} participants of * off the list',
  'training.participants.replaced':
    'replaced the list of *: {added} new, {changed} changed, {removed} removed',
  'training.participants.restored': 'brought {count} participants of * back',
  'training.participants.reminded': 'reminded {mails} participants of * to choose',
  'training.participants.written-to': 'wrote to {mails} participants of *',
  'training.waiting.changed': 'says for * what may go for a seat in {title}',
  'training.waiting.declined': 'left the seat in {title} that was kept for * to others',
  'training.waiting.joined': 'let * wait for {title}',
  'training.waiting.lapsed': 'ended the time of * for a seat in {title}',
  'training.waiting.left': 'lets * wait for {title} no more',
  'training.waiting.offered': 'keeps a seat in {title} for *',
  'training.waiting.removed': 'took * off the waiting list of {title}',
  'training.waiting.withdrawn': 'took back the seat in {title} that was kept for *',
  'training.registration.dropped': 'gave up places of *',
  'training.registration.made': 'chose workshops for *',
  'training.wishes.changed': 'changed the wishes of *',
  'training.sign-in.made': 'signed in by the key of *',
  'training.sign-in.refused': 'was refused with a login key',
  'webhook.changed': 'changed the *',
  'webhook.created': 'made the *',
  'webhook.delivered': 'delivered to the *',
  'webhook.failed': 'could not deliver to the *',
  'webhook.pinged': 'tried the *',
  'webhook.removed': 'removed the *',
  'webhook.secret-rotated': 'made a new secret for the *',
  'webhook.sent-again': 'sent something again to the *',
  'webhook.stopped': 'stopped the *',
}

/** "Jonas" + "changed the roles of" + "Samuel". */
export function sentenceOf(entry: Told): Sentence {
  const pattern = SENTENCES[entry.action] ?? `${wordsOf(entry.action)}: *`
  const filled = pattern.replace(
    /\{(\w+)\}/g,
    (_, name: string) => textOf(fieldOf(entry.details, name) ?? fieldOf(entry.personal, name)) || '–',
  )
  const [before = '', after = ''] = filled.split('*')
  const times = entry.count > 1 ? ` ${entry.count} times` : ''
  if (!pattern.includes('*')) return { before: before + times, thing: '', after: '' }
  return { before: before.trimEnd(), thing: thingOf(entry), after: `${after}${times}`.trim() }
}

/** Whether an action has a sentence of its own; what has none reads as its words. */
export const isKnown = (action: string): boolean => action in SENTENCES

/** The first words of actions, for the filter "Kind of change". */
export const KINDS: readonly { value: string; label: string }[] = [
  { value: 'account', label: 'Accounts' },
  { value: 'session', label: 'Sign-ins' },
  { value: 'role', label: 'Roles given and taken' },
  { value: 'roles', label: 'Roles set' },
  { value: 'group', label: 'Groups' },
  { value: 'token', label: 'Tokens' },
  { value: 'request', label: 'Refused requests' },
  { value: 'collection.project', label: 'Studies' },
  { value: 'collection.member', label: 'Members of studies' },
  { value: 'collection.participant', label: 'Participants' },
  { value: 'collection.links', label: 'Links' },
  { value: 'collection.submission', label: 'Submissions' },
  { value: 'compute.workspace', label: 'Workspaces' },
  { value: 'compute.resource', label: 'Resources' },
  { value: 'pipelines.app', label: 'Apps' },
  { value: 'pipelines.experiment', label: 'Experiments' },
  { value: 'pipelines.share', label: 'Shared experiments' },
  { value: 'pipelines.person', label: 'People of pipelines' },
  { value: 'webhook', label: 'Webhooks' },
  { value: 'settings', label: 'Settings' },
  { value: 'backup', label: 'Backups' },
  { value: 'job', label: 'Jobs' },
  { value: 'mail', label: 'Mails' },
  { value: 'health', label: 'Health' },
  { value: 'journal', label: 'The journal itself' },
]

/** What the thing is called: by its name today, by the name that the entry tells, or by its number. */
function thingOf({ object, objectName, personal, details, ...entry }: Told): string {
  const named =
    objectName ??
    [entry.new, entry.old, details, personal]
      .flatMap((place) => [fieldOf(place, 'name'), fieldOf(place, 'file'), fieldOf(place, 'to')])
      .find((value) => typeof value === 'string' && value !== '')
  const [kind = '', id = ''] = split(object)
  if (kind === 'account' || kind === 'group' || kind === 'token') return textOf(named) || `${kind} ${id}`
  if (object === null) return textOf(named)
  const word = WORDS[kind] ?? kind.split('.').at(-1) ?? ''
  if (kind === 'backup' || kind === 'mail' || kind === 'job') {
    const detail = textOf(fieldOf(details, 'job') ?? named)
    return [word, id && `#${id}`, detail].filter(Boolean).join(' ')
  }
  if (kind === 'health') return id
  return textOf(named) ? `${word} ${textOf(named)}` : [word, id].filter(Boolean).join(' ')
}

/** The page of a thing, where it has one. */
export function pageOf(object: string | null): string | undefined {
  const [kind, id] = split(object)
  if (kind === 'account') return `/app/operate/accounts/${id}`
  if (kind === 'collection.project') return `/app/collection/projects/${id}`
  if (kind === 'pipelines.app') return `/app/pipelines/apps/${id}`
  if (kind === 'pipelines.experiment') return `/app/pipelines/experiments/${id}`
  if (kind === 'automation.run') return `/app/automation/runs/${id}`
  if (kind === 'backup' || kind === 'health') return '/app/operate/health'
  if (kind === 'mail' && id) return `/app/operate/mail?mail=${id}`
  return undefined
}

const WORDS: Readonly<Record<string, string>> = {
  'collection.project': 'study',
  'collection.client': 'app',
  'compute.dataset': 'data set',
  'compute.kind': 'session kind',
  'compute.session': 'session',
}

function split(object: string | null): [string, string] {
  const at = object?.indexOf(':') ?? -1
  if (object === null) return ['', '']
  return at < 0 ? [object, ''] : [object.slice(0, at), object.slice(at + 1)]
}

const wordsOf = (action: string): string => action.replaceAll('.', ' ').replaceAll('-', ' ')

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
