/** Ids in examples: the test that replays them puts jobs of its own in their place. */
export const EXAMPLE_JOB = {
  completed: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
  failed: '3d1c5a0e-92b4-4b8e-8a53-6f0f1f1f9c02',
  running: '94d1b7ce-3f7e-4a55-8c4b-0d9fd6a1c2e3',
  /** There is none. */
  unknown: '00000000-0000-4000-8000-000000000000',
} as const;

/** Of a request with `async: true` that was carried out. */
export const EXAMPLE_REQUEST = '2c9e1f64-7a0b-4d35-9c8e-51b3d07fa2e6';

export const EXAMPLE_QUERY = {
  completed: 'SELECT accountnumber, balance FROM account ORDER BY accountnumber LIMIT 2',
  failed: 'SELECT nope FROM account',
  running:
    'SELECT count(*) FROM account a, account b, account c, account d WHERE a.balance + b.balance + c.balance > d.balance',
} as const;

/** Of the administrator of `dev`. */
export const EXAMPLE_USER = { id: '0a8f6c1e55b14b9f9d7d6a3f0e1c2b44', name: 'dev@sluice.local' } as const;

/** Of AQuA: 32 hex digits each. `fault` is what is wrong with the query `bad query`. */
export const EXAMPLE_AQUA = {
  completed: '8a28f0c19b3d4e5f819b3d5a00010001',
  /** Not started yet. */
  waiting: '8a28f0c19b3d4e5f819b3d5a00010002',
  file: '5c0e7d1fa2b34c6d9e8f70615243a4b5',
  unknown: '00000000000040008000000000000000',
  fault: 'Found "bad", expected SELECT, at line 1, column 1',
} as const;

/** Of AQuA's jobs in examples. */
export const EXAMPLE_SESSION = { partner: 'acme', project: 'Nightly' } as const;

/** Of bulk jobs. `completed` has loaded `EXAMPLE_ROWS`, `created` has its file and was not submitted. */
export const EXAMPLE_BULK = {
  completed: '5b0a8b0e-2f6d-4a63-9c11-7d6f0c1e9a42',
  created: '5b0a8b0e-2f6d-4a63-9c11-7d6f0c1e9a43',
  /** In progress. */
  running: '5b0a8b0e-2f6d-4a63-9c11-7d6f0c1e9a44',
} as const;

/** Of two rows the first is good. */
export const EXAMPLE_ROWS = 'Name,Currency,BillCycleDay\nAcme Ltd,USD,1\nNobody,USD,often\n';

/** Of a rule of the lab that holds a job. */
export const EXAMPLE_RULE = '6f3e2d1c-0b9a-4c8d-9e7f-a1b2c3d4e5f6';
