/**
 * Why principals were not changed. `unknown`: there is no such tenant, user or client, or the caller may not know of it;
 * `denied`: the caller may not; `conflict`: what there is stands in the way; `bad`: a value does not fit.
 */
export class PrincipalError extends Error {
  override readonly name = 'PrincipalError';
  readonly kind: 'unknown' | 'denied' | 'conflict' | 'bad';
  constructor(kind: PrincipalError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
