import { createCheckForceDelete } from "./check-force-delete.ts";
import { createCheckForceDeleteForm } from "./check-force-delete-form.ts";
import { createCreateNumber } from "./create-number.ts";
import { createDeleteNumber } from "./delete-number.ts";
import type { Deps } from "./deps.ts";
import { createForceDeleteByApi } from "./force-delete-by-api.ts";
import { createHomeStatus } from "./home-status.ts";
import { createImportNumber } from "./import-number.ts";
import { createIsFirst } from "./is-first.ts";
import { createListNumbers } from "./list-numbers.ts";
import { createOpenForceDelete } from "./open-force-delete.ts";
import type { Operations } from "./operations.ts";
import { createReportCorruption } from "./report-corruption.ts";
import { createResumeProvisioning } from "./resume-provisioning.ts";
import { createResumeTeardown } from "./resume-teardown.ts";
import { createRetryCleanUp } from "./retry-clean-up.ts";
import { createShowNumber } from "./show-number.ts";
import { createSubmitForceDelete } from "./submit-force-delete.ts";
import { createSyncAlert } from "./sync-alert.ts";
import { createTakeUpIncidents } from "./take-up-incidents.ts";
import { createTickResources } from "./tick-resources.ts";
import { createVerifyNumber } from "./verify-number.ts";

/** Every verb, over the same outside. */
export function createOperations(deps: Deps): Operations {
  const verifyNumber = createVerifyNumber(deps);
  return {
    listNumbers: createListNumbers(deps),
    showNumber: createShowNumber(deps),
    importNumber: createImportNumber(deps),
    createNumber: createCreateNumber(deps),
    deleteNumber: createDeleteNumber(deps),
    retryCleanUp: createRetryCleanUp(deps),
    reportCorruption: createReportCorruption(deps),
    forceDeleteByApi: createForceDeleteByApi(deps),
    verifyNumber,
    tickResources: createTickResources(deps),
    openForceDelete: createOpenForceDelete(deps),
    checkForceDelete: createCheckForceDelete(deps, verifyNumber),
    checkForceDeleteForm: createCheckForceDeleteForm(deps),
    submitForceDelete: createSubmitForceDelete(deps, verifyNumber),
    homeStatus: createHomeStatus(deps),
    isFirst: createIsFirst(deps),
    syncAlert: createSyncAlert(deps),
    resumeTeardown: createResumeTeardown(deps),
    resumeProvisioning: createResumeProvisioning(deps),
    takeUpIncidents: createTakeUpIncidents(deps),
  };
}
