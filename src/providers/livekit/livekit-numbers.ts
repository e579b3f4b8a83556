/** LiveKit takes a number with or without "+" and with separators for the same one. */
export function isSameNumber(one: string, other: string): boolean {
  return digitsOf(one) !== "" && digitsOf(one) === digitsOf(other);
}

/** Who else calls through a list of numbers, in plain words. An empty list, or "*", takes every number. */
export function otherNumbers(numbers: readonly string[], phoneNumber: string): string[] {
  if (numbers.length === 0) return ["every number"];
  return numbers
    .filter((number) => !isSameNumber(number, phoneNumber))
    .map((number) => (number === "*" ? "every number" : `number ${number}`));
}

function digitsOf(number: string): string {
  return number.replace(/[\s().+-]/g, "");
}
