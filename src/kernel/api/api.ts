import type { App } from '../http/app.ts'
import { renderProblem } from '../http/errors.ts'
import { feedRoute } from '../http/feed.ts'
import { mount } from '../http/mount.ts'
import type { Kernel } from '../kernel.ts'
import { accountRoutes } from './accounts.ts'
import { backupRoutes } from './backups.ts'
import { factorRoutes } from './factors.ts'
import { groupRoutes } from './groups.ts'
import { healthRoutes } from './health.ts'
import { homeRoutes } from './home.ts'
import { identityRoutes } from './identities.ts'
import { installationRoutes } from './installation.ts'
import { invitationRoutes } from './invitations.ts'
import { jobRoutes } from './jobs.ts'
import { journalRoutes } from './journal.ts'
import { mailRoutes } from './mails.ts'
import { meRoutes } from './me.ts'
import { mergeRoutes } from './merge.ts'
import { noticeRoutes } from './notices.ts'
import { osAccountRoutes } from './os-account.ts'
import { outsideRoutes } from './outside.ts'
import { ownDataRoutes } from './own-data.ts'
import { peopleRoutes } from './people.ts'
import { recoveryRoutes } from './recovery.ts'
import { sampleRoutes } from './sample.ts'
import { sessionRoutes } from './session.ts'
import { settingRoutes } from './settings.ts'
import { tokenRoutes } from './tokens.ts'

/** Our own API of the kernel's nouns, straight below `/api`. Services have theirs below `/api/<service>`. */
export function kernelApi(app: App, kernel: Kernel): void {
  mount(app, { prefix: '/api', title: 'Kernel', renderError: renderProblem }, (scope) => {
    installationRoutes(scope, app, kernel)
    sessionRoutes(scope, app, kernel)
    homeRoutes(scope, kernel)
    sampleRoutes(scope, kernel)
    meRoutes(scope, app, kernel.secrets)
    factorRoutes(scope, app)
    noticeRoutes(scope, kernel)
    ownDataRoutes(scope, app, kernel)
    outsideRoutes(scope, app, kernel.outside)
    identityRoutes(scope, app, kernel.outside)
    recoveryRoutes(scope, kernel.links)
    invitationRoutes(scope, app, kernel)
    accountRoutes(scope, app)
    osAccountRoutes(scope, app)
    mergeRoutes(scope, app)
    peopleRoutes(scope, app)
    tokenRoutes(scope, app, kernel.secrets)
    groupRoutes(scope, app)
    journalRoutes(scope, kernel)
    jobRoutes(scope, kernel)
    mailRoutes(scope, kernel)
    settingRoutes(scope, kernel)
    healthRoutes(scope, kernel)
    backupRoutes(scope, kernel)
    feedRoute(scope, app, kernel.journal)
  })
}
