import type { DoctorMeans } from "../../doctor-means.ts";

/** What one check found. `what`: what is so, as a sentence; `fix`: what to do about it, null where there is nothing. */
export interface Finding {
  name: string;
  outcome: "ok" | "warning" | "failed";
  what: string;
  fix: string | null;
}

/** Looks at one thing. What it throws is a failure of that thing. Null: there is no such thing in this configuration. */
export interface Check {
  name: string;
  look(means: DoctorMeans): Promise<Omit<Finding, "name"> | null>;
}

export const ok = (what: string): Omit<Finding, "name"> => ({ outcome: "ok", what, fix: null });
export const warning = (what: string, fix: string): Omit<Finding, "name"> => ({
  outcome: "warning",
  what,
  fix,
});
export const failed = (what: string, fix: string): Omit<Finding, "name"> => ({
  outcome: "failed",
  what,
  fix,
});
