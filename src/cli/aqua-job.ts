import { CliError, EXIT, type ExitCode } from './exit-codes.ts';

/** The parts of an AQuA job (aqua.md §1.5, §3.2) that the commands need. */
export interface AquaJob {
  readonly id: string;
  readonly status: string;
  readonly batches: readonly AquaBatch[];
}

export interface AquaBatch {
  readonly name?: string;
  readonly status: string;
  readonly recordCount: number;
  readonly full: boolean;
  readonly message?: string;
  readonly fileId?: string;
  readonly segments?: readonly string[];
}

/** Refusals come with status 200, in one of two shapes. */
export type AquaAnswer =
  | AquaJob
  | { readonly errorCode: string; readonly message: string; readonly batches?: readonly Partial<AquaBatch>[] }
  | { readonly success: false; readonly reasons: readonly { readonly message: string }[] };

/** What other refusals than those of the arguments mean to a script (aqua.md §3.1). */
const EXIT_BY_CODE: Readonly<Record<string, ExitCode>> = {
  '90009': EXIT.refused,
  '90018': EXIT.refused,
  '90019': EXIT.refused,
  '90028': EXIT.refused,
  '90006': EXIT.noServer,
  '90008': EXIT.noServer,
  '90010': EXIT.noServer,
  '90022': EXIT.noServer,
};

/**
 * The job that was asked for.
 * @throws CliError with the refusal's own text, and what it says of each query
 */
export function jobIn(answer: AquaAnswer): AquaJob {
  if ('reasons' in answer)
    throw new CliError(EXIT.usage, answer.reasons[0]?.message ?? 'the server refused the job');
  if (!('errorCode' in answer)) return answer;
  const { errorCode, message, batches = [] } = answer;
  throw new CliError(
    EXIT_BY_CODE[errorCode] ?? EXIT.usage,
    [`${message} (${errorCode})`, ...toldOf(batches)].join('\n  '),
  );
}

/** `accounts: line 1:8: …` of each query that has something to say. */
export function toldOf(batches: readonly Partial<AquaBatch>[]): string[] {
  return batches.flatMap(({ name, message }) => (message ? [`${name ?? 'query'}: ${message}`] : []));
}

/** Ids of a batch's files, in the order of their rows. */
export function filesOf({ fileId, segments }: AquaBatch): readonly string[] {
  return segments ?? (fileId === undefined ? [] : [fileId]);
}
