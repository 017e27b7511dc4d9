import { randomUUID } from 'node:crypto';
import type { Choices } from '../../config/choices.ts';
import { wireId } from './ids.ts';
import { queryFields, requestFields, type ViewChoices } from './job-view.ts';
import { AquaRefusal } from './refusals.ts';
import { type RequestCode, textOf } from './request-errors.ts';
import type { AquaRequest } from './submit-body.ts';

export interface RefusedBecause {
  readonly code: RequestCode;
  /** Filled into the code's text. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** What is wrong with each query, by place from 0. */
  readonly faults?: ReadonlyMap<number, string>;
  readonly status?: number;
}

/** A submit that was refused: nothing is kept of it (aqua.md §3.2). */
export function refusedJob(
  request: AquaRequest,
  { code, values = {}, faults = new Map(), status = 200 }: RefusedBecause,
  choices: ViewChoices & Pick<Choices, 'aqua.failedId' | 'aqua.syntaxDetail'>,
): AquaRefusal {
  const [detail] = faults.values();
  const plain = textOf(code, values);
  const told = choices['aqua.syntaxDetail'] === 'on' && detail !== undefined;
  return new AquaRefusal(status, code, {
    errorCode: code,
    message: told ? `${plain} (${detail})` : plain,
    status: 'error',
    batches: request.queries.map((query, index) => {
      const message = faults.get(index);
      return {
        localizedStatus: 'pending',
        status: 'pending',
        recordCount: 0,
        full: true,
        ...queryFields(query, query.query),
        ...(message !== undefined && { message }),
      };
    }),
    ...requestFields(request, choices, undefined),
    ...(hasId(request, choices['aqua.failedId']) && { id: wireId(randomUUID()) }),
  });
}

/** One client needs an id where it names a session; to another a missing one is how it knows. */
function hasId({ partner, project }: AquaRequest, chosen: Choices['aqua.failedId']): boolean {
  return chosen === 'always' || (chosen === 'stateful' && partner !== undefined && project !== undefined);
}
