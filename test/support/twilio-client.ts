import twilio from "twilio";
import RequestClient from "twilio/lib/base/RequestClient.js";

/** A RequestClient that sends every call to one origin, whatever Twilio host the SDK meant. */
class OneOriginClient extends RequestClient {
  readonly #origin: string;

  constructor(origin: string, options?: RequestClient.RequestClientOptions) {
    super(options);
    this.#origin = origin;
  }

  override request<T>(options: RequestClient.RequestOptions<T>) {
    const { pathname, search } = new URL(options.uri);
    return super.request<T>({ ...options, uri: `${this.#origin}${pathname}${search}` });
  }
}

/** The real Twilio SDK, talking to `origin`. Errors arrive unchanged. */
export function twilioClientAt(
  origin: string,
  accountSid: string,
  authToken: string,
  timeoutMs = 10_000,
): ReturnType<typeof twilio> {
  return twilio(accountSid, authToken, { httpClient: new OneOriginClient(origin, { timeout: timeoutMs }) });
}
