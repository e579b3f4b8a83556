import { createApproveForceDelete } from "./approve-force-delete.ts";
import { createCheckForceDelete } from "./check-force-delete.ts";
import { createCheckForceDeleteForm } from "./check-force-delete-form.ts";
import { createClaimIncident } from "./claim-incident.ts";
import { createClaimStorm } from "./claim-storm.ts";
import { createCloseForceDelete } from "./close-force-delete.ts";
import { createCreateNumber } from "./create-number.ts";
import { createDeclineForceDelete } from "./decline-force-delete.ts";
import { createDeleteNumber } from "./delete-number.ts";
import { createDeleteState } from "./delete-state.ts";
import type { Deps } from "./deps.ts";
import { createFindLeftovers } from "./find-leftovers.ts";
import { createForceDeleteByApi } from "./force-delete-by-api.ts";
import { createHomeStatus } from "./home-status.ts";
import { createHomesChanged } from "./homes-changed.ts";
import { createImportNumber } from "./import-number.ts";
import { createIsFirst } from "./is-first.ts";
import { createListLeftovers } from "./list-leftovers.ts";
import { createListNumbers } from "./list-numbers.ts";
import { createListStormMembers } from "./list-storm-members.ts";
import { createLookFirst } from "./look-first.ts";
import { createLookUpMentions } from "./look-up-mentions.ts";
import { createOpenForceDelete } from "./open-force-delete.ts";
import { createOpenStormMember } from "./open-storm-member.ts";
import type { Operations } from "./operations.ts";
import { createPublishHomes } from "./publish-homes.ts";
import { createRedrawAlert } from "./redraw-alert.ts";
import { createReleaseIncident } from "./release-incident.ts";
import { createReleaseStorm } from "./release-storm.ts";
import { createReport } from "./report.ts";
import { createReportCorruption } from "./report-corruption.ts";
import { createResumeProvisioning } from "./resume-provisioning.ts";
import { createResumeTeardown } from "./resume-teardown.ts";
import { createRetryCleanUp } from "./retry-clean-up.ts";
import { createSayOutcome } from "./say-outcome.ts";
import { createScanAccount } from "./scan-account.ts";
import { createShowHistory } from "./show-history.ts";
import { createShowHome } from "./show-home.ts";
import { createShowNumber } from "./show-number.ts";
import { createSnoozeIncident } from "./snooze-incident.ts";
import { createSnoozeStorm } from "./snooze-storm.ts";
import { createStartDelete } from "./start-delete.ts";
import { createStartStormWork } from "./start-storm-work.ts";
import { createSubmitForceDelete } from "./submit-force-delete.ts";
import { createSyncAlert } from "./sync-alert.ts";
import { createSyncStorm } from "./sync-storm.ts";
import { createTakeUpIncidents } from "./take-up-incidents.ts";
import { createTakeUpNew } from "./take-up-new.ts";
import { createTickResources } from "./tick-resources.ts";
import { createVerifyNumber } from "./verify-number.ts";
import { createWakeIncident } from "./wake-incident.ts";
import { createWakeStorm } from "./wake-storm.ts";
import { createWorkOnStorm } from "./work-on-storm.ts";

/** Every verb, over the same outside. */
export function createOperations(deps: Deps): Operations {
  const verifyNumber = createVerifyNumber(deps);
  const homeStatus = createHomeStatus(deps);
  return {
    listNumbers: createListNumbers(deps),
    showNumber: createShowNumber(deps),
    importNumber: createImportNumber(deps),
    createNumber: createCreateNumber(deps),
    deleteNumber: createDeleteNumber(deps),
    startDelete: createStartDelete(deps),
    deleteState: createDeleteState(deps),
    retryCleanUp: createRetryCleanUp(deps),
    reportCorruption: createReportCorruption(deps),
    forceDeleteByApi: createForceDeleteByApi(deps),
    verifyNumber,
    lookFirst: createLookFirst(deps, verifyNumber),
    scanAccount: createScanAccount(deps),
    claimIncident: createClaimIncident(deps),
    releaseIncident: createReleaseIncident(deps),
    snoozeIncident: createSnoozeIncident(deps),
    wakeIncident: createWakeIncident(deps),
    redrawAlert: createRedrawAlert(deps),
    tickResources: createTickResources(deps),
    openForceDelete: createOpenForceDelete(deps),
    checkForceDelete: createCheckForceDelete(deps, verifyNumber),
    checkForceDeleteForm: createCheckForceDeleteForm(deps),
    submitForceDelete: createSubmitForceDelete(deps, verifyNumber),
    approveForceDelete: createApproveForceDelete(deps, verifyNumber),
    declineForceDelete: createDeclineForceDelete(deps),
    closeForceDelete: createCloseForceDelete(deps),
    sayOutcome: createSayOutcome(deps),
    homeStatus,
    showHome: createShowHome(deps, homeStatus),
    homesChanged: createHomesChanged(deps),
    publishHomes: createPublishHomes(deps, homeStatus),
    showHistory: createShowHistory(deps),
    listLeftovers: createListLeftovers(deps),
    findLeftovers: createFindLeftovers(deps),
    lookUpMentions: createLookUpMentions(deps),
    report: createReport(deps),
    isFirst: createIsFirst(deps),
    claimStorm: createClaimStorm(deps),
    releaseStorm: createReleaseStorm(deps),
    snoozeStorm: createSnoozeStorm(deps),
    wakeStorm: createWakeStorm(deps),
    startStormWork: createStartStormWork(deps),
    openStormMember: createOpenStormMember(deps),
    listStormMembers: createListStormMembers(deps),
    syncStorm: createSyncStorm(deps),
    workOnStorm: createWorkOnStorm(deps, verifyNumber),
    syncAlert: createSyncAlert(deps),
    resumeTeardown: createResumeTeardown(deps),
    resumeProvisioning: createResumeProvisioning(deps),
    takeUpIncidents: createTakeUpIncidents(deps),
    takeUpNew: createTakeUpNew(deps),
  };
}
