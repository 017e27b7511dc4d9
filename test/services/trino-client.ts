/** A value's type as Trino's protocol describes it. */
export interface TrinoType {
  readonly rawType: string;
  readonly arguments: readonly { readonly kind: string; readonly value: unknown }[];
}

export interface TrinoColumn {
  readonly name: string;
  readonly type: string;
  readonly typeSignature: TrinoType;
}

export type TrinoOutcome =
  | { readonly columns: readonly TrinoColumn[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: string };

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message: string };
}

/** Without this capability Trino cuts time stamps to milliseconds and drops the precision of their types. */
const CAPABILITIES = 'PARAMETRIC_DATETIME';

/** Runs one statement to its end in the session that Data Query promises: catalog `owl`, schema `data`, zone UTC. */
export async function askTrino(url: string, sql: string): Promise<TrinoOutcome> {
  const headers = {
    'x-trino-user': 'test',
    'x-trino-catalog': 'owl',
    'x-trino-schema': 'data',
    'x-trino-time-zone': 'UTC',
    'x-trino-client-capabilities': CAPABILITIES,
  };
  let page = await readPage(await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql }));
  let columns: readonly TrinoColumn[] = [];
  const rows: (readonly unknown[])[] = [];
  for (;;) {
    if (page.error) return { error: page.error.message };
    columns = page.columns ?? columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { columns, rows };
    page = await readPage(await fetch(page.nextUri, { headers }));
  }
}

async function readPage(reply: Response): Promise<Page> {
  const text = await reply.text();
  if (!reply.ok) throw new Error(`Trino answered ${reply.status}: ${text}`);
  return JSON.parse(quoteLargeIntegers(text)) as Page;
}

/** A bigint comes as a bare number that `JSON.parse` would round: as a string it keeps its digits. */
function quoteLargeIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}
