import { linkBody } from "./bodies.ts";
import { checkLink, checkUnlink } from "./dependencies.ts";
import { readForm, required, sidOf } from "./forms.ts";
import type { LinkKind } from "./link-kinds.ts";
import { PAGING_PARAMETERS, pageBody } from "./pages.ts";
import { notFound } from "./refusals.ts";
import type { Route, RouteContext } from "./routes.ts";
import { addLink, type Link, removeLinks } from "./state.ts";

/** Link 201, list and fetch 200, unlink 204; the linked resource itself stays (Twilio's OpenAPI specs). */
export function routesOfLink(kind: LinkKind): Route[] {
  const suffix = kind.product === "api" ? ".json" : "";
  const collection = `${kind.collection}${suffix}`;
  const instance = `${kind.collection}/{${kind.member}}${suffix}`;
  const form = { [kind.parameter]: required(sidOf(kind.member)) };
  return [
    {
      method: "GET",
      template: collection,
      query: PAGING_PARAMETERS,
      answer(context) {
        const { state, request, account } = context;
        const items = linksOf(kind, context)
          .sort((a, b) => b.sequence - a.sequence)
          .map((link) => ({ sequence: link.sequence, body: linkBody(state, kind, link, account.sid) }));
        return {
          status: 200,
          body: pageBody(kind.product, request.path, request.query, kind.listKey, items),
        };
      },
    },
    {
      method: "POST",
      template: collection,
      answer(context) {
        const { state, account } = context;
        const ownerSid = owner(kind, context);
        const memberSid = String(Object.values(readForm(form, context.request))[0]);
        checkLink(state, kind, account.sid, ownerSid, memberSid);
        // A number hangs on one trunk at most: linking it anew moves it (inferred).
        if (kind.member === "PN") removeLinks(state, (link) => link.memberSid === memberSid);
        const link = addLink(state, kind.relation, ownerSid, memberSid);
        return { status: 201, body: linkBody(state, kind, link, account.sid) };
      },
    },
    {
      method: "GET",
      template: instance,
      answer: (context) => ({
        status: 200,
        body: linkBody(context.state, kind, find(kind, context), context.account.sid),
      }),
    },
    {
      method: "DELETE",
      template: instance,
      answer(context) {
        const found = find(kind, context);
        checkUnlink(context.state, found);
        removeLinks(context.state, (link) => link === found);
        return { status: 204 };
      },
    },
  ];
}

function owner(kind: LinkKind, context: RouteContext): string {
  const sid = context.sid(kind.owner);
  const found = context.state.resources.get(sid);
  if (found?.kind !== kind.owner || found.accountSid !== context.account.sid)
    throw notFound(context.request.path);
  return sid;
}

function linksOf(kind: LinkKind, context: RouteContext): Link[] {
  const ownerSid = owner(kind, context);
  return context.state.links.filter((link) => link.relation === kind.relation && link.ownerSid === ownerSid);
}

function find(kind: LinkKind, context: RouteContext): Link {
  const memberSid = context.sid(kind.member);
  const found = linksOf(kind, context).find((link) => link.memberSid === memberSid);
  if (found === undefined) throw notFound(context.request.path);
  return found;
}
