import { METHODS } from "node:http";
import type { Api } from "./api.ts";
import { WrongMethod } from "./wrong-method.ts";

/** CONNECT never comes to a route. */
const ALL_METHODS = METHODS.filter((method) => method !== "CONNECT");

/**
 * Every other method at an address of the routes that are added from now on throws WrongMethod, for those who may come in. As
 * routes of their own, so that the router finds them however the address is spelled, and before /import is taken for an id.
 * To be called after `addAdmission`, and what it returns when every route is added.
 */
export function refuseWrongMethods(api: Api): () => void {
  const served = new Map<string, { methods: Set<string>; isOpen: boolean }>();
  api.addHook("onRoute", ({ path, method, config }) => {
    if (config?.allowed !== undefined) return;
    const methods = new Set([...(served.get(path)?.methods ?? []), ...[method].flat()]);
    served.set(path, { methods, isOpen: config?.open === true });
  });
  // Before the body is read: whatever it is, it is not wanted here.
  api.addHook("onRequest", async ({ method, routeOptions }) => {
    const { allowed } = routeOptions.config;
    if (allowed !== undefined) throw new WrongMethod(method, allowed);
  });
  for (const method of ALL_METHODS) if (!api.supportedMethods.includes(method)) api.addHttpMethod(method);
  return () => {
    for (const [url, { methods, isOpen }] of served) addRefusal(api, url, [...methods], isOpen);
  };
}

function addRefusal(api: Api, url: string, allowed: string[], isOpen: boolean): void {
  api.route({
    url,
    method: ALL_METHODS.filter((method) => !allowed.includes(method)),
    exposeHeadRoute: false,
    config: { allowed, ...(isOpen ? { open: true } : {}) },
    // A route needs one; the hook has thrown before.
    handler: ({ method }) => Promise.reject(new WrongMethod(method, allowed)),
  });
}
