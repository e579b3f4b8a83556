import { ACCOUNT } from "../standins/outside.ts";
import type { Person } from "../standins/slack/person.ts";
import { type Cast, decidedWindow, eventually, idOf, type TestNumber } from "./cast.ts";

/** What happens to one number from its first record to its last. Resolves when the record is gone; throws when it never goes. */
export type Story = (cast: Cast) => Promise<void>;

const STEP_MS = 15_000;
const WHOLE_MS = 180_000;

/** Recorded, and deleted over the API; where that ends corrupted, a person presses Retry clean-up. */
const deletedNormally: Story = async (cast) => {
  const number = await cast.importNumber();
  await deleteIt(cast, number.id);
};

/** Set up at Twilio and LiveKit by Lineman, and deleted. */
const createdAndDeleted: Story = async (cast) => {
  const { platform, stage } = cast;
  const phone_number = cast.nextE164();
  stage.outside.twilio.seed.phoneNumber(ACCOUNT.sid, phone_number);
  const { status, body } = await platform.insist("POST", "", creationOf(phone_number), { keyed: true });
  const id = body.item?.id ?? (await idOf(stage, phone_number));
  if (id === null) throw new Error(`create: ${status} ${JSON.stringify(body)}`);
  if (status === 201) cast.ledger.note(id, "recorded");
  await deleteIt(cast, id);
};

/** Corrupted by another program, cleaned up by hand, force-deleted in Slack. */
const forceDeletedInSlack: Story = async (cast) => {
  const number = await cast.importNumber();
  await cast.corruptBySql(number.id, "credentials");
  await alerted(cast, number.id);
  cast.stage.outside.cleanUpByHand(number.seeded);
  await insistInSlack(cast, number.id, (person) => forceDelete(cast, person, number));
  cast.ledger.note(number.id, "force_deleted");
};

/** Reported as corrupted by the platform, and force-deleted by it: what is left stands in the register. */
const forceDeletedByApi: Story = async (cast) => {
  const { platform, ledger } = cast;
  const number = await cast.importNumber();
  const path = `/${number.id}`;
  const report = { cause: "in_use", message: "the trunk could not be removed" };
  // 422 where an earlier try was answered to nobody.
  const { status } = await platform.insist("POST", `${path}/corrupt`, report);
  if (status === 200 || status === 422) ledger.note(number.id, "corrupted");
  const forced = await platform.insist("DELETE", `${path}/force`);
  if (forced.status !== 200 && forced.status !== 404)
    throw new Error(`force: ${forced.status} ${JSON.stringify(forced.body)}`);
  ledger.note(number.id, "force_deleted");
};

/** Corrupted by another program, claimed, and cleaned up by the button. */
const cleanedUpByButton: Story = async (cast) => {
  const { id } = await cast.importNumber();
  await cast.corruptBySql(id, "in_use");
  const alert = await alerted(cast, id);
  await press(cast, id, cast.nextPerson(), "claim_incident", alert);
  await retryUntilGone(cast, id);
  cast.ledger.note(id, "deleted");
};

/** Every story, in the order in which they take turns. */
export const STORIES: readonly Story[] = [
  deletedNormally,
  forceDeletedInSlack,
  createdAndDeleted,
  forceDeletedByApi,
  cleanedUpByButton,
];

async function deleteIt(cast: Cast, id: number): Promise<void> {
  const { status } = await cast.platform.insist("DELETE", `/${id}`);
  // 404: an earlier try, answered to nobody, has done it.
  if (status !== 200 && status !== 404) await retryUntilGone(cast, id);
  cast.ledger.note(id, "deleted");
}

async function retryUntilGone(cast: Cast, id: number): Promise<void> {
  await insistInSlack(cast, id, (person) => press(cast, id, person, "retry_clean_up"));
}

/** Does it again, as a person would, until the record is gone. */
async function insistInSlack(
  cast: Cast,
  id: number,
  act: (person: Person) => Promise<unknown>,
): Promise<void> {
  const person = cast.nextPerson();
  const isTimeUp = cast.patience.limit(WHOLE_MS);
  while ((await cast.statusOf(id)) !== null) {
    if (isTimeUp()) throw new Error(`number ${id} is for ever ${await cast.stateOf(id)}`);
    await act(person);
    await eventually(async () => (await cast.statusOf(id)) === null, STEP_MS);
  }
}

async function alerted(cast: Cast, id: number) {
  const alert = await eventually(() => cast.alertOf(id), cast.patience.limit(WHOLE_MS));
  if (alert === undefined) throw new Error(`nobody was alerted of number ${id}`);
  return alert;
}

/** Presses a button of the number's alert, where it is there. A dead replica leaves the press without an answer. */
async function press(
  cast: Cast,
  id: number,
  person: Person,
  action: string,
  shown = cast.alertOf(id),
): Promise<void> {
  if (shown === undefined) return;
  await person.click(shown, action, { asSeen: shown }).catch(() => null);
}

/** Opens the window, waits for the checks, types the digits, submits. */
async function forceDelete(cast: Cast, person: Person, { id, e164 }: TestNumber): Promise<void> {
  for (const view of cast.stage.outside.slack.viewsOf(person.id))
    await person.close(view.id).catch(() => null);
  await person.command("/phone", `force-delete ${id}`).catch(() => null);
  const view = await eventually(() => decidedWindow(cast, person), STEP_MS);
  if (view === undefined) return;
  await person.submit(view.id, { digits: e164.slice(-4), reason: "removed by hand" }).catch(() => null);
}

function creationOf(phone_number: string) {
  return {
    phone_number,
    label: `Line ${phone_number.slice(-4)}`,
    provider: "twilio",
    supports_inbound: true,
    supports_outbound: true,
    twilio_account_sid: ACCOUNT.sid,
    twilio_auth_token: ACCOUNT.authToken,
    outbound_trunk: { allowed_addresses: ["192.0.2.10"] },
  };
}
