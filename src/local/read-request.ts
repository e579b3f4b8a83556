import type { z } from "zod";
import { VerbFailed } from "./verb-failed.ts";
import { VERB_REQUESTS, type VerbName, type VerbRequest } from "./verb-requests.ts";

type Issue = z.core.$ZodIssue;

/** What only a program of another version gets wrong: no person can give a field too many, or of another type. */
const SHAPE: readonly Issue["code"][] = ["invalid_type", "unrecognized_keys", "invalid_union"];

/** The request in its form, whichever door it came through. Throws VerbFailed: what is wrong at which field. */
export function readRequest<Name extends VerbName>(name: Name, request: unknown): VerbRequest<Name> {
  const { data, error } = VERB_REQUESTS[name].safeParse(request);
  if (error === undefined) return data as VerbRequest<Name>;
  if (error.issues.some(({ code }) => SHAPE.includes(code)))
    throw new VerbFailed({
      code: "unknown_verb",
      message: "The running bot does not understand this command. It is of another version: restart it.",
      status: null,
    });
  const faults = error.issues.map((issue) => `${issue.path.join(".")} ${faultOf(issue)}`);
  throw new VerbFailed({
    code: "invalid_input",
    message: `Nothing was done: ${faults.join("; ")}.`,
    status: null,
  });
}

function faultOf(issue: Issue): string {
  const [large, small, unit] =
    "origin" in issue && issue.origin === "string"
      ? ["too long", "empty", " characters"]
      : ["too large", "too small", ""];
  if (issue.code === "too_big") return `is ${large}: at most ${issue.maximum}${unit}`;
  if (issue.code === "too_small") return `is ${small}`;
  return "has not the form that it must have";
}
