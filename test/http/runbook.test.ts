import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CAUSES } from "../../src/domain/cause.ts";
import { RESOURCE_KINDS } from "../../src/domain/external-resource.ts";
import { anchorOf, runbookPage } from "../../src/http/runbook-page.ts";
import { startServer } from "./api-harness.ts";

const RUNBOOK = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
const page = runbookPage(RUNBOOK);
const anchors = [...page.matchAll(/<h[2-6] id="([^"]+)"/g)].map(([, id]) => id);

describe("the runbook", () => {
  it("is served as a page that loads nothing and runs nothing", async () => {
    const server = await startServer();
    const { status, body, headers } = await server.call("GET", "/runbook", { token: null });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(body).toBe(page);
    expect(page).not.toMatch(/<script|<img|<link|src=/i);
  });

  it.each([...RESOURCE_KINDS, ...CAUSES])("has a section for %s", (word) => {
    expect(anchors).toContain(word);
  });

  it("has every anchor once, and none of its links leads nowhere", () => {
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !anchors.includes(id))).toEqual([]);
  });

  it("links to Twilio and LiveKit only", () => {
    const hosts = [...page.matchAll(/href="(https?:[^"]+)"/g)].map(([, url]) => new URL(url ?? "").host);
    expect(hosts.filter((host) => !/(^|\.)(twilio\.com|livekit\.(io|cloud))$/.test(host))).toEqual([]);
  });

  it("names anchors by the word in backticks, else by the heading", () => {
    expect(anchorOf("SIP trunk (`twilio_sip_trunk`)")).toBe("twilio_sip_trunk");
    expect(anchorOf("`credentials`")).toBe("credentials");
    expect(anchorOf("Which button is safe?")).toBe("which-button-is-safe");
  });
});
