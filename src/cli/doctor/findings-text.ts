/** As `GET /sluice/v1/doctor` answers it. */
export interface Finding {
  readonly finding: string;
  readonly jobs: readonly string[];
  readonly user: string;
  readonly cases: number;
  readonly what: string;
  readonly whatToDo: string;
  readonly since: string;
  readonly requests: readonly {
    readonly requestId: string;
    readonly at: string;
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly cut?: boolean;
  }[];
}

/** Requests that are printed of a finding; `--json` has all. */
const MOST_REQUESTS = 3;

export function findingsText(findings: readonly Finding[]): string {
  return findings.map((finding) => `\n${textOf(finding)}\n`).join('');
}

function textOf({ finding, user, cases, what, whatToDo, since, requests }: Finding): string {
  const often = cases === 1 ? 'once' : `${cases} times`;
  return [
    `${finding}: ${user}, ${often} since ${since}`,
    `  ${what}`,
    `  To do: ${whatToDo}`,
    ...requests
      .slice(0, MOST_REQUESTS)
      .map(
        ({ requestId, at, method, path, status, cut }) =>
          `  ${at}  ${method} ${path} ${status}${cut ? ' (cut)' : ''}  ${requestId}`,
      ),
    ...(requests.length > MOST_REQUESTS ? [`  ${requests.length - MOST_REQUESTS} more with --json`] : []),
  ].join('\n');
}
