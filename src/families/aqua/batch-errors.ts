import type { JobError } from '../../jobs/job.ts';

/**
 * `message` of the batch whose query failed (aqua.md §3.1, §3.2): a fault of the query in its own words, any other in those
 * of its code.
 */
export const BATCH_ERRORS: Readonly<
  Record<
    JobError['kind'],
    { readonly code?: string; readonly text: string; readonly when: string; readonly whatToDo: string }
  >
> = {
  user: {
    text: '{message}',
    when: 'the query cannot be carried out, or not with these data',
    whatToDo: 'Correct the query.',
  },
  'time-limit': {
    code: '90027',
    text: 'The query exceeded maximum processing time',
    when: 'a query took longer than the limit `aqua.queryTime`',
    whatToDo: 'Make it cheaper, or raise the limit.',
  },
  'input-rows': {
    code: '90007',
    text: 'The query execution has been aborted: {message}',
    when: 'a limit on rows',
    whatToDo: 'Filter more.',
  },
  'output-rows': {
    code: '90007',
    text: 'The query execution has been aborted: {message}',
    when: 'a limit on rows',
    whatToDo: 'Filter more.',
  },
  memory: {
    code: '90007',
    text: 'The query execution has been aborted: {message}',
    when: 'the engine ran out of memory',
    whatToDo: 'Make the query smaller, or raise --engine-memory: queries of a tenant share it.',
  },
  temporary: {
    code: '90022',
    text: 'Internal error, retry',
    when: 'a fault that may pass, and no retry is left',
    whatToDo: 'Submit the job again.',
  },
  unavailable: {
    code: '90008',
    text: 'Internal Database Connection Error',
    when: 'the engine could not be reached or started, and no retry is left',
    whatToDo: 'Look at the server log.',
  },
  storage: {
    code: '90006',
    text: 'Internal Storage Error',
    when: 'the result file could not be written',
    whatToDo: 'Make room on the disk of the data directory, then submit the job again.',
  },
  internal: {
    code: '90010',
    text: 'Internal Server Error',
    when: 'a fault of Sluice',
    whatToDo: 'Look at the server log; report it if the query is an ordinary one.',
  },
};

/** Longest `message` of a batch (aqua.md §3.2). */
const LONGEST_MESSAGE = 2048;

export function batchMessage({ kind, message }: JobError): string {
  return cut(BATCH_ERRORS[kind].text.replace('{message}', () => message));
}

export function cut(message: string): string {
  return message.length > LONGEST_MESSAGE ? message.slice(0, LONGEST_MESSAGE) : message;
}
