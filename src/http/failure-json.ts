/** The body of every answer that is not a success (product.md 8); `errors` only where there are fields. */
export function failureJson(requestId: string, message: string, errors?: Record<string, string[]>) {
  return { success: false, ...(errors ? { errors } : {}), message, request_id: requestId };
}
