import { BATCH_ERRORS } from '../../src/families/aqua/batch-errors.ts';
import { REQUEST_ERRORS as AQUA_ERRORS } from '../../src/families/aqua/request-errors.ts';
import { REQUEST_ERRORS as BULK_ERRORS } from '../../src/families/bulk-data/errors.ts';
import { JOB_ERRORS, REQUEST_ERRORS } from '../../src/families/data-query/errors.ts';
import { describeRefusal } from '../../src/families/describe/errors.ts';
import { labRefusal } from '../../src/families/lab/errors.ts';
import { nativeRefusal } from '../../src/families/native/errors.ts';
import { queryRunFaults } from '../../src/families/query-runs/faults.ts';
import { REQUEST_ERRORS as RUN_ERRORS } from '../../src/families/query-runs/request-errors.ts';
import type { FamilyFaults } from '../../src/platform/errors/family-faults.ts';
import { type Refusal, refuse } from '../../src/platform/errors/refusal.ts';
import { type FileRefusal, refuseFile } from '../../src/platform/results/file-errors.ts';
import { refuseUpload } from '../../src/platform/uploads/upload-errors.ts';
import { code, page, table } from './reference-pages.ts';

/** `docs/errors.md`. */
export function errorsPage(): string {
  return page(
    'Errors',
    'the errors of each family and of the platform',
    `What can be refused or fail, in which words, and what to do. \`{…}\` is filled in. Every answer carries \`Zuora-Request-Id\`, which the server log
names too.

| Paths | Body of an error |
|---|---|
| \`/query/jobs\` | \`{"code": <status>, "message": "…"}\`; a 401 as below \`/v1\` |
| \`/v2\` | \`{"type": "…", "errors": [{"code": "…", "parameter": "…", "message": "…"}], "retryable": …}\` |
| \`/v1/batch-query\`, \`/apps/api/batch-query\` | status 200: the job with \`errorCode\`, \`message\` and \`status: "error"\` ([aqua.md](aqua.md)); what is not about a job as below \`/v1\` |
| \`/bulk-data\`, \`/data-loader\` | as below \`/v1\`, whatever the version; a reason for each fault |
| \`/v1\`, and paths that nobody owns | \`{"success": false, "processId": "…", "reasons": [{"code": …, "message": "…"}], "requestId": "…"}\` |
| \`/v1/describe\`, \`/apps/api/describe\` | XML: \`<error><status>…</status><message>…</message><requestId>…</requestId></error>\`; a 401 as below \`/v1\` |
| \`/sluice/v1\` | a problem document (RFC 9457); \`detail\` says what is wrong |
| \`/oauth/token\` | \`{"error": "…"}\` (RFC 6749); a 401 has \`timestamp\`, \`status\`, \`error\`, \`message\`, \`path\` |
| \`/results\`, \`/bulk-data-uploads\` | XML, as S3 sends it |`,
    [
      `## Of every request\n\n${refusals(PLATFORM, ({ status, category }) => code(String(status === 401 ? 90_000_011 : 50_000_000 + category)))}`,
      `## Data Query\n\nOf a request:\n\n${table(
        ['Name', 'Status', 'Text', 'When', 'What to do'],
        Object.entries(REQUEST_ERRORS).map(([name, { status, text, when, whatToDo }]) => [
          code(name),
          String(status),
          code(text),
          when,
          whatToDo,
        ]),
      )}\n\nOf a job that failed (\`errorCode\`, \`errorMessage\`):\n\n${table(
        ['Name', 'Code', 'Text', 'When', 'What to do'],
        Object.entries(JOB_ERRORS).map(([name, error]) => [
          code(name),
          code(error.code),
          code(error.text),
          error.when,
          error.whatToDo,
        ]),
      )}`,
      `## Query runs\n\nElements of \`errors\`; an answer has one for each thing that is wrong. A run that failed has the texts of Data Query, there.\n\n${table(
        ['Name', 'Status', 'Code', 'Parameter', 'Text', 'When', 'What to do'],
        Object.entries<RunError>(RUN_ERRORS).map(([name, error]) => [
          code(name),
          String(error.status),
          error.code === undefined ? '' : code(error.code),
          error.parameter === undefined ? '' : code(error.parameter),
          code(error.text),
          error.when,
          error.whatToDo,
        ]),
      )}`,
      `## AQuA\n\nOf a request (\`errorCode\`, \`message\`):\n\n${table(
        ['Code', 'Text', 'When', 'What to do'],
        Object.entries(AQUA_ERRORS).map(([name, { text, when, whatToDo }]) => [
          code(name),
          code(text),
          when,
          whatToDo,
        ]),
      )}\n\nOf a batch that was aborted (its \`message\` has the text; the code is nowhere on the wire):\n\n${table(
        ['Name', 'Code', 'Text', 'When', 'What to do'],
        Object.entries(BATCH_ERRORS).map(([name, error]) => [
          code(name),
          error.code ?? '',
          code(error.text),
          error.when,
          error.whatToDo,
        ]),
      )}`,
      `## Bulk data\n\nOf a request:\n\n${table(
        ['Name', 'Status', 'Code', 'Text', 'When', 'What to do'],
        Object.entries(BULK_ERRORS).map(([name, { status, category, text, when, whatToDo }]) => [
          code(name),
          String(status),
          code(String(50_000_000 + category)),
          code(text),
          when,
          whatToDo,
        ]),
      )}\n\nOf an upload:\n\n${refusals(UPLOADS, (refusal) => code((refusal as FileRefusal).code))}`,
      `## Describe\n\n${refusals(DESCRIBE)}`,
      `## Native API\n\n${refusals(NATIVE)}`,
      `## Lab\n\n${refusals(LAB)}\n\nWhat a rule has fail (\`do.fail.code\`, [lab.md](lab.md)) goes by a name or a code of the tables above, in its family. A code that several have
stands for the first. Jobs of query runs and of bulk data fail by the names ${kindsOf(queryRunFaults)} too.`,
      `## Result files\n\n${refusals(FILES, (refusal) => code((refusal as FileRefusal).code))}`,
    ],
  );
}

/** As the table of query runs has them. */
interface RunError {
  readonly status: number;
  readonly code?: string;
  readonly parameter?: string;
  readonly text: string;
  readonly when: string;
  readonly whatToDo: string;
}

/** Each refusal of a table of makers, how one comes to it, and what a client should do. */
type Told<Makers> = { readonly [K in keyof Makers]: readonly [Refusal, when: string, whatToDo: string] };

/** Stands for a figure in a text. */
const FIGURE = Number.NaN;

const PLATFORM: Told<typeof refuse> = {
  unauthenticated: [
    refuse.unauthenticated(),
    'no credentials, or such that are unknown, revoked or past their life',
    'Get a token at `/oauth/token`, and a new one when it has ended.',
  ],
  denied: [
    refuse.denied('{reason}'),
    "the user lacks a permission, or an entity or org of the headers is not the user's",
    'Read the message: it names what is missing.',
  ],
  unknownPath: [refuse.unknownPath(), 'there is no such path', 'Compare it with `/docs`.'],
  method: [refuse.method([]), 'the path takes other methods', 'Use one that the header `Allow` names.'],
  mediaType: [
    refuse.mediaType(),
    '`Content-Type` or `Content-Encoding` is not taken',
    'Send `application/json`, plain or gzipped.',
  ],
  tooManyValues: [
    refuse.tooManyValues(FIGURE),
    'the create of a bulk job has more values than any needs; it is not parsed',
    'Send fewer mappings and headers.',
  ],
  tooLarge: [
    refuse.tooLarge(FIGURE),
    'the body, unpacked, is larger than the limit `platform.maxUnpackedBytes`',
    'Send less, or raise the limit.',
  ],
  tooSlow: [
    refuse.tooSlow(),
    'the body took longer than two minutes to arrive',
    'Send it faster, or less of it.',
  ],
  malformed: [refuse.malformed('{reason}'), 'the request cannot be read', 'Correct what the message names.'],
  bodiesTooLarge: [
    refuse.bodiesTooLarge(),
    'large bodies of other requests fill the memory set aside for them',
    'Send it again after `Retry-After` seconds.',
  ],
  overLimit: [
    refuse.overLimit('{reason}', 1),
    'a limit on requests is reached: of a minute, hour or day, at once, or for tokens of one address',
    'Send it again after `Retry-After` seconds, or raise the limit ([limits.md](limits.md)).',
  ],
  later: [
    refuse.later('{reason}', undefined),
    'the server shuts down, or its store cannot be reached',
    'Send it again after `Retry-After` seconds.',
  ],
  internal: [
    refuse.internal(undefined),
    'a fault of Sluice',
    'Find the `Zuora-Request-Id` in the server log, and report it.',
  ],
};

const NATIVE: Told<typeof nativeRefusal> = {
  badParameter: [
    nativeRefusal.badParameter('{reason}'),
    'a query parameter is not allowed',
    'The message names it and what is allowed.',
  ],
  badData: [
    nativeRefusal.badData('{reason}'),
    'a body, a field, a row or an id cannot be taken; nothing was done',
    'The message names it.',
  ],
  foreignJob: [
    nativeRefusal.foreignJob('{id}'),
    'a job of another user of the tenant, asked for by one who is no administrator',
    'Ask as the user who submitted it, or as an administrator.',
  ],
  unknownJob: [
    nativeRefusal.unknownJob('{id}'),
    'there is no such job in the tenant, or it is past its life',
    'Check the id.',
  ],
  unknownRequest: [
    nativeRefusal.unknownRequest('{id}'),
    'the caller has sent no such request with `async: true`, or it is past its life',
    'Check the id: it is the `request_id` of the answer.',
  ],
  unknownObject: [
    nativeRefusal.unknownObject('{name}', ' (did you mean "{other}"?)'),
    'there is no such object, or none that the caller sees',
    'Check the name.',
  ],
  noPermission: [
    nativeRefusal.noPermission('{permission}'),
    'a query of a user who may not submit any',
    'Give the user the permission.',
  ],
  queueFull: [
    nativeRefusal.queueFull(),
    'the queue of live queries is full',
    'Send it again after `Retry-After` seconds, or raise the limit.',
  ],
  ended: [
    nativeRefusal.ended('{id}', '{state}'),
    'a stop of a job that had ended',
    'Nothing: the job keeps its end.',
  ],
};

const LAB: Told<typeof labRefusal> = {
  badBody: [
    labRefusal.badBody('{reason}'),
    'a body is none of the forms; nothing was done',
    'The message names the field and what is allowed.',
  ],
  clockGoesBack: [
    labRefusal.clockGoesBack('{instant}', '{jobs}'),
    '`set` or `reset` would take from a job what it has done',
    'Wait for the jobs, or stop them; or set the clock to a later instant.',
  ],
  badLimit: [
    labRefusal.badLimit(1000),
    '`limit` of the journal is no number that it takes',
    'Send one from 1 to 1000, or none.',
  ],
  badRule: [
    labRefusal.badRule('{reason}'),
    'a rule is wrong, can never match or contradicts itself',
    'The message names the key, what is allowed, and what was perhaps meant.',
  ],
  foreignRule: [
    labRefusal.foreignRule('match.tenant: "{tenant}" is not your tenant; use "{own}", or leave it out'),
    'a rule about another tenant',
    'Ask as an administrator of that tenant.',
  ],
  unknownRule: [
    labRefusal.unknownRule(
      'There is no rule {id}; rules end by their ttl, GET /sluice/v1/lab lists what there is',
    ),
    'there is no such rule, or no longer, or it is another tenant’s',
    'Compare it with the list.',
  ],
  ruleConflict: [
    labRefusal.ruleConflict('{reason}'),
    'a release of a rule that nothing waits at, or one rule more than there may be',
    'Wait until something waits; remove the rules of tests that have ended.',
  ],
  badWait: [
    labRefusal.badWait('{form}, at most {max}'),
    '`wait` is no time, or longer than a minute',
    'Ask again when it was not long enough.',
  ],
  unknownSnapshot: [
    labRefusal.unknownSnapshot('There is no snapshot {name}; there are {names}'),
    'nothing was kept under that name',
    'Compare it with `GET /sluice/v1/snapshots`.',
  ],
  newerSnapshot: [
    labRefusal.newerSnapshot('{reason}'),
    'a newer version of Sluice took the snapshot',
    'Take it anew, or use that version.',
  ],
  stateBusy: [
    labRefusal.stateBusy('What is under way did not end in time; nothing was changed'),
    'a reset, snapshot or restore waited 10 s for requests and jobs under way',
    'Send it again.',
  ],
};

const DESCRIBE: Told<typeof describeRefusal> = {
  unknownObject: [
    describeRefusal.unknownObject('{name}', ' (did you mean "{other}"?)'),
    'there is no such object, or none that the caller may export',
    'Compare it with `GET /v1/describe`.',
  ],
  noSuchDataSource: [
    describeRefusal.noSuchDataSource('{name}'),
    'the same with `--choice describe.unknownObject=400`; JSON, in `Errors[0].Message`',
    'Compare it with `GET /v1/describe`.',
  ],
};

const FILES: Told<typeof refuseFile> = {
  expired: [
    refuseFile.expired(),
    'the link is older than the limit `dataQuery.linkLife`',
    'Read the job again for a new link.',
  ],
  tampered: [
    refuseFile.tampered(),
    'the link was changed, or is of another server or address',
    'Read the job again for a new link; behind a proxy see `--public-url`.',
  ],
  gone: [refuseFile.gone(), 'the file is past its life', 'Run the query again.'],
  changed: [
    refuseFile.changed(),
    '`If-Match` names another file than this one',
    'Download it from its beginning.',
  ],
  range: [
    refuseFile.range(FIGURE),
    'the range begins behind the end of the file',
    'Compare it with `Content-Range`.',
  ],
};

const UPLOADS: Told<typeof refuseUpload> = {
  expired: [
    refuseUpload.expired(),
    'the form is older than the limit `bulk.uploadTime`',
    'Create another job.',
  ],
  linkExpired: [
    refuseUpload.linkExpired(),
    '`uploadUrl` is older than the limit `bulk.uploadTime`',
    'Create another job.',
  ],
  tampered: [
    refuseUpload.tampered(),
    'the policy, its signature or the link was changed, or is of another server or address',
    'Send every field as it was given; behind a proxy see `--public-url`.',
  ],
  policy: [
    refuseUpload.policy('{reason}'),
    'a field is not as the policy has it, or none that it names',
    'Send every field as it was given, and no other.',
  ],
  closed: [
    refuseUpload.closed(),
    'the job was submitted or cancelled, or is past its life',
    'Create another job.',
  ],
  tooLarge: [
    refuseUpload.tooLarge(FIGURE),
    'the file is larger than the limit `bulk.maxFileBytes`; nothing of it is kept',
    'Split it, or raise the limit.',
  ],
  fieldMissing: [
    refuseUpload.fieldMissing('{field}'),
    'a form without its policy or signature before the file',
    'Send every field as it was given, and `file` last.',
  ],
  noFile: [refuseUpload.noFile(), 'a form without `file`', 'Send it, last.'],
  fieldsTooLarge: [
    refuseUpload.fieldsTooLarge(),
    'more than 20 KB, or 32 fields, before the file',
    'Send the fields as they were given, and `file` last.',
  ],
  notAForm: [
    refuseUpload.notAForm(),
    'a POST that is no `multipart/form-data`',
    'Send a form, or PUT the bytes to `uploadUrl`.',
  ],
  malformed: [refuseUpload.malformed(), 'the form cannot be read, or ends in the middle', 'Correct it.'],
  cut: [refuseUpload.cut(), 'the connection ended before the file did', 'Upload it again.'],
  tooSlow: [
    refuseUpload.tooSlow(),
    'the file took longer to arrive than the limit `bulk.uploadTime`',
    'Upload it over a faster line, or raise the limit.',
  ],
  replaced: [
    refuseUpload.replaced(),
    'another file of the same job arrived at the same time',
    'Upload the one that is to be loaded again.',
  ],
};

function kindsOf({ endings }: FamilyFaults): string {
  return [...endings.keys()].map(code).join(', ');
}

function refusals<Makers>(told: Told<Makers>, codeOf?: (refusal: Refusal) => string): string {
  const rows = Object.values<Told<Makers>[keyof Makers]>(told).map(([refusal, when, whatToDo]) => [
    String(refusal.status),
    ...(codeOf === undefined ? [] : [codeOf(refusal)]),
    code(refusal.message.replaceAll('NaN', '{figure}')),
    when,
    whatToDo,
  ]);
  const header = ['Status', ...(codeOf === undefined ? [] : ['Code']), 'Text', 'When', 'What to do'];
  return table(header, rows);
}
