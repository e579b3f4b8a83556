import { accountBody } from "./bodies.ts";
import { oneOf, readForm } from "./forms.ts";
import { notFound } from "./refusals.ts";
import type { Route, RouteContext } from "./routes.ts";
import type { Resource } from "./state.ts";

export const ACCOUNT_TEMPLATE = "/2010-04-01/Accounts/{AC}.json";
const RECORDING_TEMPLATE = "/v1/Trunks/{TK}/Recording";

const recordingForm = {
  Mode: oneOf(
    "do-not-record",
    "record-from-ringing",
    "record-from-answer",
    "record-from-ringing-dual",
    "record-from-answer-dual",
  ),
  Trim: oneOf("trim-silence", "do-not-trim"),
};

/** The two resources that are not lists: the account itself, and a trunk's recording settings (update answers 202). */
export const singletonRoutes: readonly Route[] = [
  {
    method: "GET",
    template: ACCOUNT_TEMPLATE,
    answer: ({ account }) => ({ status: 200, body: accountBody(account) }),
  },
  {
    method: "GET",
    template: RECORDING_TEMPLATE,
    answer: (context) => ({ status: 200, body: recording(trunk(context)) }),
  },
  {
    method: "POST",
    template: RECORDING_TEMPLATE,
    answer(context) {
      const found = trunk(context);
      const { mode, trim } = readForm(recordingForm, context.request);
      if (mode !== undefined) found.fields["recording_mode"] = mode;
      if (trim !== undefined) found.fields["recording_trim"] = trim;
      return { status: 202, body: recording(found) };
    },
  },
];

function trunk(context: RouteContext): Resource {
  const found = context.state.resources.get(context.sid("TK"));
  if (found?.accountSid !== context.account.sid) throw notFound(context.request.path);
  return found;
}

function recording(trunk: Resource): Record<string, unknown> {
  return { mode: trunk.fields["recording_mode"], trim: trunk.fields["recording_trim"] };
}
