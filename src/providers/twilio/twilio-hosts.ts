import { TWILIO_REGIONS, type TwilioRegion } from "../../domain/twilio-region.ts";

/**
 * The edge of each processing region. A host with a region and no edge (what the SDK makes of `region` alone) was answered
 * by us1 whatever its name said, so that a trunk of ie1 looked gone, and no longer works since April 2026
 * (twilio.com/docs/global-infrastructure/api-domain-migration-guide). us1 keeps the plain host.
 */
const EDGE_OF_REGION: Readonly<Record<TwilioRegion, string>> = {
  us1: "",
  ie1: "dublin",
  au1: "sydney",
  jp1: "tokyo",
};

/**
 * The SDK's options that lead to a region's hosts, e.g. trunking.dublin.ie1.twilio.com; null for a region not known here.
 * Empty words are not the default: they keep TWILIO_REGION and TWILIO_EDGE of the environment out (BaseTwilio.js).
 */
export function hostOptionsOf(region: string): { region: string; edge: string } | null {
  const known = TWILIO_REGIONS.find((one) => one === region);
  if (known === undefined) return null;
  const edge = EDGE_OF_REGION[known];
  return edge === "" ? { region: "", edge } : { region, edge };
}

/** Sends a call to the origin of `apiUrl`, under its path. Twilio's next pages are full addresses: they are calls too. */
export function rewriterTo(apiUrl: string | undefined): (uri: string) => string {
  if (apiUrl === undefined) return (uri) => uri;
  const target = new URL(apiUrl);
  const prefix = `${target.origin}${target.pathname.replace(/\/$/, "")}`;
  return (uri) => {
    const { pathname, search } = new URL(uri);
    return `${prefix}${pathname}${search}`;
  };
}
