import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

export const COMPARISON: readonly Signature[] = [
  ...scalar('greatest', 'Get the largest of the given values', 'T:orderable… -> T'),
  ...scalar('least', 'Get the smallest of the given values', 'T:orderable… -> T'),
];
