import { ZodError, z } from "zod";
import { type FaultSet, parseFault } from "./faults.ts";
import {
  jsonReply,
  type RecordedCall,
  type StandinReply,
  type StandinRequest,
  type Violation,
} from "./wire.ts";

/** What the control paths may read and change. */
export type Controlled = {
  readonly calls: RecordedCall[];
  readonly violations: Violation[];
  readonly faults: FaultSet;
};

/**
 * The side door of every stand-in, for programs in other processes:
 * `POST /__faults` (a fault as JSON, answers its id), `GET /__faults`, `DELETE /__faults` (all), `DELETE /__faults/<id>`,
 * `GET /__calls`, `DELETE /__calls`, `GET /__violations`; the rest is the stand-in's own.
 */
export function answerControl(
  controlled: Controlled,
  request: StandinRequest,
  own: ((request: StandinRequest) => StandinReply | undefined) | undefined,
): StandinReply {
  try {
    return shared(controlled, request) ?? own?.(request) ?? jsonReply(404, { error: "no such control path" });
  } catch (error) {
    if (error instanceof ZodError) return jsonReply(422, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return jsonReply(400, { error: error.message });
    return jsonReply(500, { error: String(error) });
  }
}

function shared(controlled: Controlled, request: StandinRequest): StandinReply | undefined {
  const { calls, violations, faults } = controlled;
  const oneFault = /^\/__faults\/([\w-]+)$/.exec(request.path)?.[1];
  if (request.method === "DELETE" && oneFault !== undefined) {
    return faults.remove(oneFault) ? { status: 204 } : jsonReply(404, { error: "no such fault" });
  }
  switch (`${request.method} ${request.path}`) {
    case "POST /__faults":
      return jsonReply(201, { id: faults.add(parseFault(JSON.parse(request.body))).id });
    case "GET /__faults":
      return jsonReply(200, faults.list());
    case "DELETE /__faults":
      faults.clear();
      return { status: 204 };
    case "GET /__calls":
      return jsonReply(200, calls);
    case "DELETE /__calls":
      calls.splice(0);
      return { status: 204 };
    case "GET /__violations":
      return jsonReply(200, violations);
    default:
      return undefined;
  }
}
