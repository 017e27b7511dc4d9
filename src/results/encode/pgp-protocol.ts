/** How an armored OpenPGP key begins; any other text of a key is base64 of its binary form. */
export const ARMOR = '-----BEGIN PGP';

/** What a thread is started for. */
export interface PgpWork {
  readonly type: 'encrypt' | 'check';
  readonly key: string;
}

/**
 * What it says. `next`: it wants a piece (bytes, or null after the last). `cipher` … `end`: the message. `armored` or
 * `refused`: what came of a look at a key.
 */
export type FromPgp =
  | { readonly type: 'next' }
  | { readonly type: 'cipher'; readonly cipher: Uint8Array }
  | { readonly type: 'end' }
  | { readonly type: 'armored'; readonly key: string }
  | { readonly type: 'refused'; readonly reason: string };
