import { expect, test } from 'vitest';
import { SecretCheck } from '../../../src/platform/sign-in/secret-check.ts';

const HASH = 'scrypt$1024$8$1$AAAA$AAAA';
/** As many as one address may have waiting, and those being checked. */
const OF_ONE = 64 + 2;

test('a network of IPv6 takes turns as one address: it fills no queue but its own', async () => {
  const secrets = new SecretCheck();
  const guesses = Array.from({ length: OF_ONE + 10 }, (_, i) =>
    secrets.matches(`guess ${i}`, HASH, `2001:db8:1:2::${i.toString(16)}`),
  );
  const another = secrets.matches('guess', HASH, '2001:db8:1:3::1');
  const answers = await Promise.allSettled(guesses);
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect(await another).toBe(false);
});
