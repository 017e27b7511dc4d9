import { randomBytes } from 'node:crypto';

/** 240 bits in 40 characters: a client's secret has at most 42 (platform.md §2.1). */
const SECRET_BYTES = 30;

/** A new client secret or password: letters, digits, `-` and `_`, never `-` in front, where a shell's command would take it for an option. */
export function madeSecret(): string {
  for (;;) {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    if (!secret.startsWith('-')) return secret;
  }
}
