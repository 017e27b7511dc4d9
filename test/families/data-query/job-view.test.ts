import { describe, expect, test } from 'vitest';
import { resolveChoices } from '../../../src/config/choices.ts';
import { cancelledView, jobView } from '../../../src/families/data-query/job-view.ts';
import { filterOf, queryStatus } from '../../../src/families/data-query/jobs/status.ts';
import type { Job, JobError, JobState } from '../../../src/jobs/job.ts';
import { AT, completedJob as completed, queuedJob as job } from './made-jobs.ts';

const rules = {
  sign: (name: string): string => `https://results.example.test/${name}?X-Amz-…`,
  choices: resolveChoices('dev', {}, ''),
};

describe('a job on the wire', () => {
  test('that waits has the keys of every job, and no others', () => {
    expect(jobView(job(), rules)).toEqual({
      id: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
      query: 'SELECT  1',
      useIndexJoin: false,
      sourceData: 'LIVE',
      queryStatus: 'accepted',
      remainingRetries: 3,
      retries: 3,
      updatedOn: '2026-03-04T10:11:12.345Z',
      createdOn: '2026-03-04T10:11:12.345Z',
      createdBy: '0a8f6c1e55b14b9f9d7d6a3f0e1c2b44',
      createdByUserEmail: 'ops@example.com',
    });
  });

  test('that has completed has dataFile, outputRows and processingTime from acceptance to completion', () => {
    expect(jobView(completed(2, AT + 516), rules)).toMatchObject({
      queryStatus: 'completed',
      dataFile: 'https://results.example.test/f.csv?X-Amz-…',
      outputRows: 2,
      processingTime: 516,
      updatedOn: '2026-03-04T10:11:12.861Z',
    });
  });

  test('measures processingTime from the start of the last attempt by choice', () => {
    const choices = resolveChoices('dev', { 'dataQuery.processingTime': 'started' }, '');
    const started = { ...completed(2, AT + 516), startedAt: AT + 500 };
    expect(jobView(started, { ...rules, choices }).processingTime).toBe(16);
    expect(jobView(started, rules).processingTime).toBe(516);
  });

  test('that gave no rows says 0, and took at least 1 ms', () => {
    expect(jobView(completed(0, AT), rules)).toMatchObject({ outputRows: 0, processingTime: 1 });
  });

  test('has eight keys in the reply to its cancel', () => {
    expect(cancelledView(job({ state: 'stopped', stopCause: 'user' }), rules)).toEqual({
      createdBy: '0a8f6c1e55b14b9f9d7d6a3f0e1c2b44',
      id: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
      query: 'SELECT  1',
      queryStatus: 'cancelled',
      remainingRetries: 3,
      sourceData: 'LIVE',
      updatedOn: '2026-03-04T10:11:12.345Z',
      useIndexJoin: false,
    });
  });
});

describe('the status of a job', () => {
  const STATES: [JobState, Job['stopCause'], string][] = [
    ['queued', undefined, 'accepted'],
    ['running', undefined, 'in_progress'],
    ['stopping', 'user', 'cancelled'],
    ['stopping', 'limit', 'in_progress'],
    ['stopping', 'shutdown', 'in_progress'],
    ['completed', undefined, 'completed'],
    ['failed', 'limit', 'failed'],
    ['stopped', 'user', 'cancelled'],
  ];
  test.each(STATES)('%s (%s) is %s', (state, stopCause, status) => {
    expect(queryStatus(job({ state, stopCause }))).toBe(status);
    expect(filterOf(status)?.states).toContain(state);
  });

  test('that waits for a retry is accepted, or in_progress by choice; a list by status follows', () => {
    const waits = job({ retriesLeft: 2 });
    expect([queryStatus(waits), queryStatus(waits, 'in_progress')]).toEqual(['accepted', 'in_progress']);
    expect(queryStatus(job(), 'in_progress')).toBe('accepted');
    expect(filterOf('accepted', 'in_progress')).toEqual({ states: ['open', 'queued'], retried: false });
    expect(filterOf('in_progress', 'in_progress')).toEqual({
      states: ['running', 'stopping', 'queued'],
      stopCause: 'other',
      retried: true,
    });
    expect(filterOf('completed', 'in_progress')).toEqual(filterOf('completed'));
  });

  test.each(['submitted', 'canceled', 'complete', '', 'toString', undefined, 1])(
    '%s is no filter',
    (word) => {
      expect(filterOf(word)).toBeUndefined();
    },
  );
});

describe('a failed job', () => {
  const limits = {
    attemptMs: 3_600_000,
    inputRowsPerTable: 10_000_000,
    outputRows: 500_000,
    memoryBytes: 2 * 1024 ** 3,
  };
  const failed = (kind: JobError['kind'], message = 'why') =>
    jobView(job({ state: 'failed', limits, error: { kind, message, unit: 1 } }), rules);

  test.each([
    ['user', 'LINK_10000001', 'why'],
    ['time-limit', 'LINK_10000002', 'Query exceeded the maximum time limit of 3600.00s'],
    ['input-rows', 'LINK_10000002', 'Query exceeded the maximum number of input records per table: 10000000'],
    ['output-rows', 'LINK_10000002', 'Query exceeded the maximum number of output records: 500000'],
    ['memory', 'LINK_10000002', 'Query exceeded per-node user memory limit of 2GB'],
    ['temporary', 'LINK_10000005', 'The query could not be completed now, please try again later: why'],
    [
      'unavailable',
      'LINK_30000007',
      'Internal message: Service Temporarily Unavailable. Please contact Zuora support team with the following error code: LINK_30000007',
    ],
    ['storage', 'LINK_30000007', 'The result file could not be stored: why'],
    ['internal', 'LINK_10000001', 'The query ended for a reason inside the server: why'],
  ] as const)('of kind %s says %s', (kind, errorCode, errorMessage) => {
    expect(failed(kind)).toMatchObject({ queryStatus: 'failed', errorCode, errorMessage });
  });

  test.each(['user', 'time-limit', 'input-rows', 'output-rows', 'memory', 'storage', 'internal'] as const)(
    'of the permanent kind %s is not taken for temporary by its text',
    (kind) => {
      expect(failed(kind).errorMessage).not.toMatch(
        /temporarily unavailable|service unavailable|try again|internal server error/i,
      );
    },
  );

  test('always has a text', () => {
    expect(jobView(job({ state: 'failed' }), rules).errorMessage).toMatch(/\w/);
  });

  test('keeps braces of its own text', () => {
    expect(failed('user', 'bad {message} {x}').errorMessage).toBe('bad {message} {x}');
  });
});
