import type { Rule } from '../rule.ts';
import { abandoned } from './abandoned.ts';
import { deadToken, tooEarly } from './callers.ts';
import { deadLink, linkWithToken } from './links.ts';
import { polledAfterEnd, polledTooFast } from './polling.ts';
import { sameTwice, sessionTwice } from './repeats.ts';
import { halfDownloaded, neverDownloaded } from './results.ts';
import { sessionStands } from './sessions.ts';

/** What clients may do wrong. */
export const RULES: readonly Rule[] = [
  polledAfterEnd,
  polledTooFast,
  abandoned,
  neverDownloaded,
  halfDownloaded,
  deadLink,
  linkWithToken,
  sameTwice,
  sessionTwice,
  sessionStands,
  deadToken,
  tooEarly,
];
