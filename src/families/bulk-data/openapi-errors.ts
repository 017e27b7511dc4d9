/** An error of this family in examples. */
export function fault(code: number, ...messages: readonly string[]) {
  return {
    success: false,
    processId: '4C9A07F1D2E86B35',
    reasons: messages.map((message) => ({ code, message })),
    requestId: '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33',
  };
}
