import { expect, it } from "vitest";
import { REQUEST_ID, sendRaw, startServer } from "./api-harness.ts";

const UNHEARD = [
  [
    "HTTP/1.1 without a host",
    "GET /healthz HTTP/1.1\r\n\r\n",
    "400 Bad Request",
    "The request does not say which host it is for: send the header Host",
  ],
  [
    "an expectation that is not known",
    "POST /api/v2/phone_numbers HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nContent-Length: 2\r\n\r\n{}",
    "417 Expectation Failed",
    "The header Expect asks for what is not known here: leave it out, or send 100-continue",
  ],
] as const;
it.each(UNHEARD)("answers %s with a body like the others", async (_what, bytes, status, message) => {
  const server = await startServer();
  const answered = await sendRaw(server.port, bytes);
  expect(answered.startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
  const body = { success: false, message, request_id: REQUEST_ID };
  expect(JSON.parse(answered.slice(answered.indexOf("\r\n\r\n")))).toEqual(body);
  for (const header of [`x-request-id: ${REQUEST_ID}`, "cache-control: no-store", "connection: close"])
    expect(answered.toLowerCase()).toContain(`\r\n${header}\r\n`);
});

it("takes HTTP/1.0 without a host, and whoever expects 100-continue", async () => {
  const server = await startServer();
  expect(await sendRaw(server.port, "GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  const patient = await sendRaw(
    server.port,
    "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
  );
  expect(patient).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});
