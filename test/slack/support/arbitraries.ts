import fc from "fast-check";
import { type ExternalResource, RESOURCE_KINDS } from "../../../src/domain/external-resource.ts";
import { aResource, NOW } from "../../support/factories.ts";

/** Foreign text of any length and kind: labels, provider texts, ids that another program wrote. */
export const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("<!channel> ".repeat(120), "&".repeat(1300), "語".repeat(1300), "*`_~".repeat(300), ""),
);

const time = fc.constantFrom(null, NOW);

/** Resources in every state, with every text at its worst. */
export function anyResources(maxLength: number): fc.Arbitrary<ExternalResource[]> {
  const one = fc.record({
    kind: fc.constantFrom(...RESOURCE_KINDS),
    sid: fc.oneof({ weight: 3, arbitrary: fc.uuid().map((id) => `CL${id.replaceAll("-", "")}`) }, anyText),
    state: fc.constantFrom("present" as const, "gone" as const, "kept" as const, "unknown" as const),
    detail: anyText,
    how: anyText,
    checkedAt: time,
    removedAt: time,
    tickedBy: fc.constantFrom(null, "U000ONCALL", "<!channel>"),
    tickedAt: time,
  });
  return fc
    .uniqueArray(one, { maxLength, selector: ({ kind, sid }) => `${kind}:${sid}`, size: "max" })
    .map((resources) => resources.map(({ kind, ...changes }) => aResource(kind, changes)));
}
