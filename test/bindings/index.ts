import { accountBindings } from './accounts.ts'
import { automationCredentialBindings } from './automation-credentials.ts'
import { automationInventoryBindings } from './automation-inventories.ts'
import { automationPlanBindings } from './automation-plans.ts'
import { automationRunBindings } from './automation-runs.ts'
import { automationTemplateBindings } from './automation-templates.ts'
import { automationWireBindings } from './automation-wire.ts'
import type { Bindings } from './binding.ts'
import { collectionBindings } from './collection.ts'
import { collectionOutBindings } from './collection-out.ts'
import { computeFileBindings } from './compute-files.ts'
import { computeLaunchBindings } from './compute-launch.ts'
import { computeProxyBindings } from './compute-proxy.ts'
import { computeQuotaBindings } from './compute-quotas.ts'
import { computeResourceBindings } from './compute-resources.ts'
import { computeWireBindings } from './compute-wire.ts'
import { computeWorkspaceBindings } from './compute-workspaces.ts'
import { kernelBindings } from './kernel.ts'
import { pipelinesAppBindings } from './pipelines-apps.ts'
import { pipelinesExperimentBindings } from './pipelines-experiments.ts'
import { pipelinesFormBindings } from './pipelines-form.ts'
import { pipelinesKeepingBindings } from './pipelines-keeping.ts'
import { pipelinesPeopleBindings } from './pipelines-people.ts'
import { pipelinesResultBindings } from './pipelines-results.ts'
import { pipelinesRunnerBindings } from './pipelines-runner.ts'
import { pipelinesToolBindings } from './pipelines-tools.ts'
import { trainingDayBindings } from './training-day.ts'
import { trainingJoinBindings } from './training-join.ts'
import { trainingOrganiserBindings } from './training-organiser.ts'
import { trainingOverviewBindings } from './training-overview.ts'
import { trainingPeopleBindings } from './training-people.ts'
import { trainingWaitingBindings } from './training-waiting.ts'
import { trainingWireBindings } from './training-wire.ts'
import { trainingWishesBindings } from './training-wishes.ts'

/** Examples of all operations, a file for each service. */
export const bindings: Bindings = {
  ...automationRunBindings,
  ...automationTemplateBindings,
  ...kernelBindings,
  ...accountBindings,
  ...automationCredentialBindings,
  ...automationInventoryBindings,
  ...automationPlanBindings,
  ...automationWireBindings,
  ...collectionBindings,
  ...collectionOutBindings,
  ...computeLaunchBindings,
  ...computeFileBindings,
  ...computeProxyBindings,
  ...computeQuotaBindings,
  ...computeResourceBindings,
  ...computeWireBindings,
  ...computeWorkspaceBindings,
  ...pipelinesAppBindings,
  ...pipelinesResultBindings,
  ...pipelinesRunnerBindings,
  ...pipelinesToolBindings,
  ...pipelinesFormBindings,
  ...pipelinesKeepingBindings,
  ...pipelinesPeopleBindings,
  ...pipelinesExperimentBindings,
  ...trainingDayBindings,
  ...trainingJoinBindings,
  ...trainingOrganiserBindings,
  ...trainingOverviewBindings,
  ...trainingPeopleBindings,
  ...trainingWaitingBindings,
  ...trainingWireBindings,
  ...trainingWishesBindings,
}
