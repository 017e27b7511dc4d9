/** Query runs as these clients speak them. */
export interface Run {
  readonly id: string;
  readonly state: 'accepted' | 'in_progress' | 'complete' | 'failed' | 'canceled';
  readonly file?: { readonly url: string };
}
