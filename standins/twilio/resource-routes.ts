import { resourceBody } from "./bodies.ts";
import { checkRemoval } from "./dependencies.ts";
import { readForm } from "./forms.ts";
import { PAGING_PARAMETERS, pageBody } from "./pages.ts";
import { notFound } from "./refusals.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import type { Route, RouteContext } from "./routes.ts";
import { checkFields, checkLimit } from "./rules.ts";
import { addLink, addResource, type Resource, removeLinks, removeResource, resourcesOf } from "./state.ts";

/** Create 201, list and fetch 200, update 200, delete 204 for one kind of resource (status codes of Twilio's OpenAPI specs). */
export function routesOfKind(kind: ResourceKind): Route[] {
  const suffix = kind.product === "api" ? ".json" : "";
  const collection = `${kind.collection}${suffix}`;
  const instance = `${kind.collection}/{${kind.prefix}}${suffix}`;
  const fetchRoute: Route = {
    method: "GET",
    template: instance,
    answer: (context) => ({ status: 200, body: resourceBody(context.state, find(kind, context)) }),
  };
  const removeRoute: Route = {
    method: "DELETE",
    template: instance,
    answer(context) {
      const resource = find(kind, context);
      checkRemoval(context.state, resource);
      removeResource(context.state, resource);
      return { status: 204 };
    },
  };
  return [
    listRoute(kind, collection),
    ...createRoutes(kind, collection),
    fetchRoute,
    ...updateRoutes(kind, instance),
    removeRoute,
  ];
}

function listRoute(kind: ResourceKind, template: string): Route {
  return {
    method: "GET",
    template,
    query: [...PAGING_PARAMETERS, ...(kind.filters ?? [])],
    answer(context) {
      const { state, account, request } = context;
      const items = resourcesOf(state, kind.prefix, account.sid, parentSid(kind, context))
        .filter((one) => passesFilters(kind, one, request.query))
        .map((one) => ({ sequence: one.sequence, body: resourceBody(state, one) }));
      return { status: 200, body: pageBody(kind.product, request.path, request.query, kind.listKey, items) };
    },
  };
}

function createRoutes(kind: ResourceKind, template: string): Route[] {
  const { create } = kind;
  if (create === undefined) return [];
  return [
    {
      method: "POST",
      template,
      answer(context) {
        const { state, account, request } = context;
        const parent = parentSid(kind, context);
        const fields = readForm(create, request);
        const candidate = { state, kind, accountSid: account.sid, parentSid: parent, fields };
        checkLimit(candidate);
        checkFields(candidate);
        const resource = addResource(state, {
          kind: kind.prefix,
          accountSid: account.sid,
          parentSid: parent,
          fields: { ...kind.initial, ...fields },
        });
        return { status: 201, body: resourceBody(state, resource) };
      },
    },
  ];
}

function updateRoutes(kind: ResourceKind, template: string): Route[] {
  const { update } = kind;
  if (update === undefined) return [];
  return [
    {
      method: "POST",
      template,
      answer(context) {
        const { state, account, request } = context;
        const resource = find(kind, context);
        const { trunk_sid: trunkSid, ...fields } = readForm(update, request);
        checkFields({
          state,
          kind,
          accountSid: account.sid,
          parentSid: parentSid(kind, context),
          fields,
          updates: resource.sid,
        });
        if (typeof trunkSid === "string") moveNumber(context, resource, trunkSid);
        resource.fields = { ...resource.fields, ...fields };
        resource.updatedAt = state.now();
        return { status: 200, body: resourceBody(state, resource) };
      },
    },
  ];
}

function moveNumber({ state, account }: RouteContext, number: Resource, trunkSid: string): void {
  if (state.resources.get(trunkSid)?.accountSid !== account.sid) throw notFound(`/v1/Trunks/${trunkSid}`);
  removeLinks(state, (link) => link.memberSid === number.sid);
  addLink(state, "trunk_phone_number", trunkSid, number.sid);
}

/** The parent of the path; 404 when it does not exist in this account. */
function parentSid(kind: ResourceKind, context: RouteContext): string | undefined {
  if (kind.parent === undefined) return undefined;
  const sid = context.sid(kind.parent.prefix);
  if (context.state.resources.get(sid)?.accountSid !== context.account.sid)
    throw notFound(context.request.path);
  return sid;
}

function find(kind: ResourceKind, context: RouteContext): Resource {
  const parent = parentSid(kind, context);
  const resource = context.state.resources.get(context.sid(kind.prefix));
  const ours = resource?.accountSid === context.account.sid;
  if (resource === undefined || !ours || (parent !== undefined && resource.parentSid !== parent)) {
    throw notFound(context.request.path);
  }
  return resource;
}

/** PhoneNumber matches parts of a number and knows "*" as any digit, as Twilio documents its filter; FriendlyName is exact. */
function passesFilters(kind: ResourceKind, resource: Resource, query: URLSearchParams): boolean {
  if (kind.prefix !== "PN") return true;
  const name = query.get("FriendlyName");
  if (name !== null && resource.fields["friendly_name"] !== name) return false;
  const wanted = query.get("PhoneNumber");
  if (wanted === null) return true;
  const source = wanted.replace(/[^\d*A-Za-z]/g, "").replaceAll("*", "\\d");
  return new RegExp(source).test(String(resource.fields["phone_number"]));
}
