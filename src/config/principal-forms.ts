/** What names of principals look like, in `sluice.yaml` and on the wire (operating.md §3). */
export interface NameForm {
  readonly form: RegExp;
  readonly allowed: string;
}

/** What a user may be allowed to do, each with the families behind it. */
export const PERMISSIONS = ['query', 'aqua', 'bulk'] as const;

export const FORMS = {
  /** They become folder names. */
  tenant: {
    form: /^[a-z0-9][a-z0-9_-]{0,62}$/,
    allowed: 'lower-case letters, digits, _ and - (at most 63)',
  },
  org: { form: /^[\w.-]{1,64}$/, allowed: 'names of letters, digits, . _ -' },
  /** No colon: Basic credentials end the name with one. */
  user: { form: /^[^\s:]{1,128}$/, allowed: 'a name without blanks and colons (at most 128 characters)' },
  permission: { form: new RegExp(`^(${PERMISSIONS.join('|')})$`), allowed: PERMISSIONS.join(', ') },
  /** platform.md §2.1. */
  clientId: { form: /^[!-~]{36}$/, allowed: '36 characters, such as a UUID' },
} as const satisfies Readonly<Record<string, NameForm>>;

/** @returns the zone's own spelling; `undefined`: there is no such zone */
export function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
