/** One case of the failure catalogue: what happens outside, and how Lineman ends it. */
export interface FailureCase {
  number: number;
  happens: string;
  ends: string;
}

const cases: readonly (readonly [happens: string, ends: string])[] = [
  ["Something was removed before Lineman came to it", "gone, proven; nothing is removed twice"],
  ["The auth token was rotated", "cannot tell, for all of Twilio; asked once, told once"],
  ["The API key may not do everything", "cannot tell or still there, and which resource it is"],
  ["The account is suspended or closed", "cannot tell; asked once, with what to do if it stays closed"],
  [
    "A parent account's credentials for a subaccount's number",
    "cannot tell; an absence there proves nothing",
  ],
  ["Another region than the recorded one", "cannot tell; the recorded region is asked"],
  ["Twilio's test credentials", "cannot tell; told as test credentials"],
  ["A 404 that is not Twilio's own", "cannot tell"],
  ["A redirect, for example to a login page", "cannot tell; not followed"],
  ["A 200 about something else, or about nothing", "cannot tell"],
  ["An id that was recorded wrongly, or empty", "cannot tell; never sent, for a person to decide"],
  ["Twilio says: too many requests", "waits and tries again, then cannot tell"],
  ["Twilio fails while something is deleted", "tried again and looked for: gone, or still there"],
  ["The answer to a delete is lost", "tried again and looked for: gone, or cannot tell"],
  ["The answer to a create is lost", "found by its name and adopted; several are left to a person"],
  ["The process dies between a create and writing the id", "found by its name and taken down"],
  ["A create fails half way", "taken down in reverse, or corrupted with the exact list"],
  ["The termination domain is taken", "another one is drawn, three at most"],
  ["A link exists already", "read, and counted as made where it is ours"],
  ["A list is used by another trunk or number", "kept (shared), by name; taken off our own trunk only"],
  ["A list is used by a SIP domain", "kept (shared), or in use where Twilio refuses; mappings untouched"],
  ["The trunk carries other numbers", "kept (shared); only our number is taken off"],
  ["Other trunks use subdomains of the trunk's domain", "still there, in use; the other trunks are named"],
  ["Emergency calling is on for the number", "still there, in use; what to switch off is said"],
  ["The number was released, ported out or moved", "gone from the trunk, said so; the rest is removed"],
  ["The number is attached to another trunk now", "gone from ours; the other trunk is named, not touched"],
  ["A BYOC trunk uses the connection policy", "kept (shared), by name"],
  [
    "A list stands in the column of connection policies, or the reverse",
    "asked for as what it is; said at import",
  ],
  ["A person removed the trunk and forgot the rest", "still there for the rest; force delete refused"],
  [
    "A person made something anew under the old name",
    "gone for the old id; the new one is named, not touched",
  ],
  ["Twilio shows late what it did", "looked at again three times in ten seconds; waited for after a create"],
  ["Something comes back while a person decides", "the force delete is refused, the difference shown"],
  ["Two people, or two replicas, at once", "one does it, the other is told"],
  ["LiveKit cannot be reached, or does not answer", "cannot tell for LiveKit; Twilio's results stand"],
  ["LiveKit refuses the key", "cannot tell, in LiveKit's own words"],
  ["LiveKit says yes to the delete of any trunk", "believed only when both lists are without it"],
  [
    "LiveKit says 404 to the delete of a rule",
    "gone where it says not_found, else still there or cannot tell",
  ],
  ["Another LiveKit project than the recorded one", "cannot tell; nothing there is touched"],
  ["A create at LiveKit is lost or replayed", "found by its name and adopted"],
  ["An old LiveKit trunk has the number", "the create fails, the old trunk is named and left alone"],
  ["A dispatch rule or LiveKit trunk that others use", "kept (shared); never stripped to empty"],
  ["A LiveKit server without its Redis", "cannot tell, or done when it is back in time"],
  ["LiveKit is at its limit", "waits and tries again, then cannot tell"],
  ["A proxy changes LiveKit's answers", "read where it can be, else cannot tell"],
  ["A look for other users does not see everything", "neither removed nor kept; lists are read to their end"],
  ["An error holds or quotes a secret", "no secret in a row, the alert, the API or an error"],
  ["The process stops in the middle of a teardown", "another one finishes it; no step is applied twice"],
  ["A button is pressed twice, or an old one", "done once; told what it is now"],
];

/** The 48 cases of telephony.md section 6, in its order. */
export const FAILURE_CASES: readonly FailureCase[] = cases.map(([happens, ends], index) => ({
  number: index + 1,
  happens,
  ends,
}));
