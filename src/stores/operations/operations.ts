import type { Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import {
  acceptRequest,
  endRequest,
  postponeRequest,
  purgeRequests,
  releaseRequests,
  requestTold,
  takeRequests,
} from './accepted-requests.ts';
import { amendJob } from './amend-job.ts';
import { changeJob } from './change-job.ts';
import { forgetFiles, removeJobs, renewJobs, saveReceipt } from './keep-jobs.ts';
import { keepReplies, purgeReplies } from './kept-replies.ts';
import { postponeMessage, settleMessage, takeMessages } from './outbox.ts';
import { changePrincipals, purgeTokens, putToken } from './principals.ts';
import { submitJob } from './submit-job.ts';

/** Every write of a store: a function of a transaction and of one value that can be sent between threads. */
export const OPERATIONS = {
  check: (db: Transaction<Schema>, _nothing: null): Promise<unknown> =>
    db.selectFrom('jobs').select('seq').limit(1).execute(),
  submitJob,
  changeJob,
  renewJobs,
  saveReceipt,
  amendJob,
  removeJobs,
  forgetFiles,
  takeMessages,
  settleMessage,
  postponeMessage,
  keepReplies,
  purgeReplies,
  acceptRequest,
  takeRequests,
  releaseRequests,
  endRequest,
  postponeRequest,
  requestTold,
  purgeRequests,
  changePrincipals,
  putToken,
  purgeTokens,
};

export type OperationName = keyof typeof OPERATIONS;
export type OperationInput<N extends OperationName> = Parameters<(typeof OPERATIONS)[N]>[1];
export type OperationOutput<N extends OperationName> = Awaited<ReturnType<(typeof OPERATIONS)[N]>>;
