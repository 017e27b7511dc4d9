/** Ids in examples: the test that replays them puts jobs of its own in their place. */
export const EXAMPLE_JOB = {
  completed: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
  failed: '3d1c5a0e-92b4-4b8e-8a53-6f0f1f1f9c02',
  running: '94d1b7ce-3f7e-4a55-8c4b-0d9fd6a1c2e3',
  /** There is none. */
  unknown: '00000000-0000-4000-8000-000000000000',
} as const;

export const EXAMPLE_QUERY = {
  completed: 'SELECT accountnumber, balance FROM account ORDER BY accountnumber LIMIT 2',
  failed: 'SELECT nope FROM account',
  running:
    'SELECT count(*) FROM account a, account b, account c, account d WHERE a.balance + b.balance + c.balance > d.balance',
} as const;

/** Of the administrator of `dev`. */
export const EXAMPLE_USER = { id: '0a8f6c1e55b14b9f9d7d6a3f0e1c2b44', name: 'dev@sluice.local' } as const;
