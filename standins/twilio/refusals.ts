/** A request that Twilio answers with an error body (codes: twilio.com/docs/api/errors). */
export class TwilioRefusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 400/20001: a parameter is missing, unknown or malformed. */
export function badParameter(message: string): TwilioRefusal {
  return new TwilioRefusal(400, 20001, message);
}

/** 404/20404 in Twilio's own words. */
export function notFound(path: string): TwilioRefusal {
  return new TwilioRefusal(404, 20404, `The requested resource ${path} was not found`);
}

/** 400 with one of the 21xxx codes. Twilio documents no HTTP status for most of them: clients key on the code. */
export function refused(code: number, message: string): TwilioRefusal {
  return new TwilioRefusal(400, code, message);
}

export type TwilioErrorBody = { code: number; message: string; more_info: string; status: number };

/** The body of every classic Twilio error. */
export function errorBody(refusal: TwilioRefusal): TwilioErrorBody {
  return {
    code: refusal.code,
    message: refusal.message,
    more_info: `https://www.twilio.com/docs/errors/${refusal.code}`,
    status: refusal.status,
  };
}
