import { badValue, ConfigError } from './config-error.ts';
import { didYouMean } from './suggestion.ts';
import { ZUORA_VERSIONS } from './zuora-versions.ts';

/**
 * The choices this project made where no public source settles a point, as named settings
 * (`--choice family.name=value`). Only those that change what this version does are listed.
 */
export interface ChoiceSpec<Value extends string = string> {
  readonly allowed: readonly Value[];
  /** Texts of this form are allowed too. */
  readonly other?: { readonly form: RegExp; readonly text: string };
  /** `by-mode`: the first value in `dev`, the last in `service`. */
  readonly default: Value | 'by-mode';
  readonly meaning: string;
  readonly source: string;
}

const DATA_QUERY = 'data-query-and-query-runs.md';

function choice<const Value extends string>(
  allowed: readonly Value[],
  byDefault: NoInfer<Value> | 'by-mode',
  meaning: string,
  source: string,
): ChoiceSpec<Value> {
  return { allowed, default: byDefault, meaning, source };
}

const SWITCH = ['on', 'off'] as const;

const AQUA = 'aqua.md';
const BULK = 'bulk-data.md';
/** Names joined by semicolons: commas join settings, and a name may have blanks. */
const NAMES = {
  form: /^[^;,=]{1,100}(;[^;,=]{1,100})*$/,
  text: 'names joined by semicolons, such as acme;beta (in a file also a list)',
};

export const CHOICES = {
  'dataQuery.warehouse': choice(
    SWITCH,
    'by-mode',
    'sourceData WAREHOUSE is available (on in dev, off in service)',
    `${DATA_QUERY} §4.7`,
  ),
  'dataQuery.datahub': choice(SWITCH, 'on', 'sourceData DATAHUB is read as WAREHOUSE', `${DATA_QUERY} §1.1`),
  'dataQuery.enumCase': choice(
    ['any', 'upper'],
    'any',
    'enum values in requests: in any case, or upper case only',
    `${DATA_QUERY} §1.1`,
  ),
  'dataQuery.queueFull': choice(
    ['429', '400'],
    '429',
    'status of a submit when the queue is full',
    `${DATA_QUERY} §3.1, §6 point 6`,
  ),
  'dataQuery.largePage': choice(
    ['clamp', 'refuse'],
    'clamp',
    'pageSize above 1000: read as 1000, or answered 400',
    `${DATA_QUERY} §1.3, §6 point 22`,
  ),
  'dataQuery.smallPage': choice(
    ['default', 'refuse'],
    'default',
    'pageSize that is no number from 1: read as 20, or answered 400',
    `${DATA_QUERY} §1.3`,
  ),
  'dataQuery.unknownStatus': choice(
    ['refuse', 'ignore'],
    'refuse',
    'list by a queryStatus that there is not: answered 400, or the filter is left out',
    `${DATA_QUERY} §1.3`,
  ),
  'dataQuery.unknownFields': choice(
    ['ignore', 'refuse'],
    'ignore',
    'fields of a submit that nobody knows: passed over, or answered 400',
    `${DATA_QUERY} §1.1`,
  ),
  'dataQuery.cancelUnknown': choice(
    ['404', '400'],
    '404',
    'status of a cancel of a job that there is not',
    `${DATA_QUERY} §2.5, §6 point 3`,
  ),
  'dataQuery.unauthenticated': choice(
    ['gateway', 'own'],
    'gateway',
    'body of a 401: as on /v1, or {code, message} as of the other errors',
    `${DATA_QUERY} §3.1, §6 point 5`,
  ),
  'dataQuery.retryWaitState': choice(
    ['accepted', 'in_progress'],
    'accepted',
    'queryStatus of a job that waits for a retry',
    `${DATA_QUERY} §2.1, §6 point 20`,
  ),
  'dataQuery.processingTime': choice(
    ['accepted', 'started'],
    'accepted',
    'processingTime is measured from acceptance, or from the start of the last attempt',
    `${DATA_QUERY} §2.4`,
  ),
  'dataQuery.jsonDecimals': choice(
    ['shortest', 'full'],
    'shortest',
    'decimals in JSON: without trailing zeros but for one fraction digit, or with their whole scale',
    `${DATA_QUERY} §5.3, §6 point 13`,
  ),
  'dataQuery.csvEmptyString': choice(
    ['as-null', 'quoted'],
    'as-null',
    'an empty text in CSV, TSV and DSV: nothing, the same as null, or ""',
    `${DATA_QUERY} §5.1, §6 point 14`,
  ),
  'dataQuery.lineEnd': choice(
    ['lf', 'crlf'],
    'lf',
    'what ends each line of a result file',
    `${DATA_QUERY} §5, §6 point 15`,
  ),
  'dataQuery.tsvHeader': choice(
    SWITCH,
    'on',
    'TSV and DSV begin with a header line, as CSV does',
    `${DATA_QUERY} §5, §6 point 15`,
  ),
  'dataQuery.dsvSeparator': choice(
    ['pipe', 'comma', 'semicolon', 'tab'],
    'pipe',
    'separator of DSV that names none',
    `${DATA_QUERY} §5.2, §6 point 16`,
  ),
  'queryRuns.cancelledState': choice(
    ['canceled', 'cancelled'],
    'canceled',
    'state of a cancelled query run: as the schema has it, or as its sample',
    `${DATA_QUERY} §2.2, §6 point 1`,
  ),
  'queryRuns.cancelEnded': choice(
    ['400', '409'],
    '400',
    'status of a cancel of a query run that has ended',
    `${DATA_QUERY} §2.5, §6 point 2`,
  ),
  'queryRuns.readDeleted': choice(
    ['both', 'deleted'],
    'both',
    'read_deleted of a query run: deleted rows beside the others, or, as in Data Query, these alone',
    `${DATA_QUERY} §1.5, §6 point 12`,
  ),
  'queryRuns.contentEncoding': choice(
    ['none', 'gzip', 'zip'],
    'none',
    'content_encoding of a query run that names none',
    `${DATA_QUERY} §1.5`,
  ),
  'queryRuns.jsonContentType': choice(
    ['json', 'jsonl'],
    'json',
    'content_type of the file of a json query run; its name ends in .jsonl either way',
    `${DATA_QUERY} §1.6`,
  ),
  'queryRuns.unknownFields': choice(
    ['ignore', 'refuse'],
    'ignore',
    'names in fields[] that there are not: passed over, or answered 400',
    `${DATA_QUERY} §1.8, §6 point 23`,
  ),
  'queryRuns.notFoundCode': choice(
    ['resource_not_found', 'not_found'],
    'resource_not_found',
    'code of a 404: as in the published example, or as the guide has it',
    `${DATA_QUERY} §3.2, §6 point 24`,
  ),
  'describe.unknownObject': choice(
    ['404', '400'],
    '404',
    'Describe of an object that there is not: answered 404 with XML, or 400 with Errors and noSuchDataSource in JSON',
    'aqua.md §8; clients.md rule 26',
  ),
  'aqua.deleteEnded': choice(
    ['200', '400'],
    '200',
    'status of a cancel of a job that has ended; its body is that of error 90003 either way',
    `${AQUA} §2.3, §10 point 1`,
  ),
  'aqua.failedId': choice(
    ['stateful', 'never', 'always'],
    'stateful',
    'a refused submit has an id: when it names partner and project, never, always',
    `${AQUA} §3.2, §10 point 2`,
  ),
  'aqua.unknownJob': choice(
    ['200', '404'],
    '200',
    'status of a read of a job that there is not; its body is that of error 90002 either way',
    `${AQUA} §10 point 3`,
  ),
  'aqua.malformedBody': choice(
    ['by-version', '200', '400'],
    'by-version',
    'status of a submit that cannot be understood; by-version: 400 for requests that send a Zuora-Version from 2024-05-20 on, else 200',
    `${AQUA} §3.4, §10 point 4a`,
  ),
  'aqua.noColumns': choice(
    ['abort', 'refuse'],
    'abort',
    'a query with no field to select: its job is aborted, or its submit refused with 90005',
    `${AQUA} §3.2, §8`,
  ),
  'aqua.tooManyJobs': choice(
    ['200', '429'],
    '200',
    'status of a submit beyond the jobs that may be there at once (90028)',
    `${AQUA} §3.4, §10 point 8`,
  ),
  'aqua.datetimeQuirks': choice(
    ['strict', 'zuora'],
    'strict',
    'date-times that are written wrongly: refused with 90005, or as Zuora reads them: a blank for the T drops the condition, a fraction of a second lets no row through',
    `${AQUA} §5.2, §10 point 9`,
  ),
  'aqua.syntaxDetail': choice(
    SWITCH,
    'off',
    'the message of a refused submit ends with its detail in brackets; a client compares the plain text',
    `${AQUA} §3.2, §10 point 10`,
  ),
  'aqua.lineEnd': choice(
    ['lf', 'crlf'],
    'lf',
    'what ends each line of a result file',
    `${AQUA} §5.5, §10 point 14`,
  ),
  'aqua.incrementalEcho': choice(
    ['text', 'epoch'],
    'text',
    'incrementalTime in answers: as sent, or as a number of ms since 1970',
    `${AQUA} §4.3, §10 point 16`,
  ),
  'aqua.incrementalZone': choice(
    ['America/Los_Angeles', 'UTC', 'tenant'],
    'America/Los_Angeles',
    'zone of incrementalTime: of the US data centres, of the EU ones, or the tenant’s own',
    `${AQUA} §4.3`,
  ),
  'aqua.projectCase': choice(
    ['sent', 'lower'],
    'sent',
    'project in answers: as sent, or in lower case',
    `${AQUA} §1.5, §10 point 17`,
  ),
  'aqua.partners': {
    ...choice(
      ['*'],
      '*',
      'partners that stateful jobs may name: any, or these; another is refused with 90019',
      `${AQUA} §4.1, §10 point 18`,
    ),
    other: NAMES,
  },
  'aqua.defaultType': choice(
    ['zoqlexport', 'zoql'],
    'zoqlexport',
    'type of a query that names none',
    `${AQUA} §1.4, §10 point 21`,
  ),
  'aqua.offsetRange': choice(
    ['clamp', 'refuse'],
    'clamp',
    'offset outside of 0 to 3600: read as the nearer end, or refused as malformed',
    `${AQUA} §6, §10 point 24`,
  ),
  'bulk.epochSeconds': choice(
    SWITCH,
    'off',
    'times in summaries: seconds since 1970, as the reference has them, or ISO 8601, as live answers do',
    `${BULK} §2.3`,
  ),
  'bulk.systemType': choice(['BILLING', 'Billing'], 'BILLING', 'systemType in summaries', `${BULK} §2.3`),
  'bulk.createdBy': choice(
    ['uuid', 'name'],
    'uuid',
    'createdBy and submittedBy in summaries: the id of the user as a UUID, or the name',
    `${BULK} §2.3`,
  ),
  'bulk.objectTypeEcho': choice(
    ['sent', 'long'],
    'sent',
    'objectType in summaries: as sent, or the long name where one is known (accounts-and-contacts)',
    `${BULK} §2.3`,
  ),
  'bulk.uploadUrl': choice(
    SWITCH,
    'on',
    'a create is answered with uploadUrl beside uploadRequest; live answers omit it',
    `${BULK} §2.1`,
  ),
  'bulk.headerRow': choice(
    ['guess', 'none'],
    'guess',
    'a CSV file of a create that says nothing of hasHeaders: it has a row of headers unless headers are given, or it has none',
    `${BULK} §2.1`,
  ),
  'bulk.strictTargets': choice(
    SWITCH,
    'off',
    'a target of a mapping must have no blank, dot, underscore or asterisk; that shuts out custom fields',
    `${BULK} §2.1`,
  ),
  'bulk.unknownFields': choice(
    ['ignore', 'refuse'],
    'ignore',
    'fields of a create that nobody knows: passed over, or answered 400',
    `${BULK} §7`,
  ),
  'bulk.emptyList': choice(
    ['404', '200'],
    '404',
    'status of a list without any job; with 200 it has an empty array',
    `${BULK} §5.2`,
  ),
  'bulk.strictTerminalAbort': choice(
    SWITCH,
    'off',
    'an abort of a job that is Aborted is answered 400, not 200',
    `${BULK} §4`,
  ),
  'bulk.idempotencyKey': choice(
    SWITCH,
    'on',
    'POSTs take an Idempotency-Key, which the reference does not list for them',
    `${BULK} §1`,
  ),
  'platform.strictTrackId': choice(
    SWITCH,
    'off',
    'a malformed Zuora-Track-Id is answered 400, not left out',
    'platform.md §3.2',
  ),
  'platform.replayStatus409': choice(
    SWITCH,
    'off',
    'a retry under an Idempotency-Key is answered 409 with the body of the first, not with its status',
    'platform.md §6',
  ),
  'platform.strictIdempotencyBody': choice(
    SWITCH,
    'off',
    'an Idempotency-Key sent again with another body or query is answered 422, not the first reply',
    'platform.md §6',
  ),
  'platform.tokenRefusal': choice(
    ['five-keys', 'rfc6749'],
    'five-keys',
    'body of a 401 of /oauth/token: timestamp, status, error, message, path, or {"error":"invalid_client"}',
    'platform.md §2.1, §10',
  ),
  'platform.basicToken': choice(
    SWITCH,
    'on',
    '/oauth/token takes the client in HTTP Basic too',
    'platform.md §2.1',
  ),
  'platform.legacyCredentials': choice(
    SWITCH,
    'on',
    'paths below /v1 and /apps take HTTP Basic and the headers apiAccessKeyId and apiSecretAccessKey too',
    'platform.md §2.3',
  ),
  'platform.zuoraVersion': choice(
    ZUORA_VERSIONS,
    '2025-08-12',
    'version of v1 requests without a Zuora-Version header; before 2024-05-20 their errors have status 200',
    'platform.md §5',
  ),
  'platform.errorCodes': choice(
    ['number', 'string'],
    'number',
    'code in reasons[] of the v1 error shape',
    'platform.md §4.1',
  ),
} as const satisfies Readonly<Record<string, ChoiceSpec>>;

export type ChoiceName = keyof typeof CHOICES;
export type Choices = { readonly [N in ChoiceName]: Chosen<(typeof CHOICES)[N]> };
type Chosen<Spec extends ChoiceSpec> = Spec extends { readonly other: object }
  ? string
  : Spec['allowed'][number];

/** @throws ConfigError for an unknown choice or value */
export function resolveChoices(
  mode: 'dev' | 'service',
  given: Readonly<Record<string, unknown>>,
  where: string,
): Choices {
  const choices: Record<string, string> = {};
  for (const [name, spec] of Object.entries<ChoiceSpec>(CHOICES)) choices[name] = defaultOf(spec, mode);
  for (const [name, value] of Object.entries(given)) {
    if (!isChoiceName(name))
      throw new ConfigError(
        `${where}: unknown choice "${name}"${didYouMean(name, Object.keys(CHOICES))}; known are ${Object.keys(CHOICES).join(', ')}`,
      );
    const spec: ChoiceSpec = CHOICES[name];
    const text = textOf(value);
    if (!spec.allowed.includes(text) && spec.other?.form.test(text) !== true)
      throw badValue(`${where} ${name}`, value, allowedText(spec));
    choices[name] = text;
  }
  return choices as Choices;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(';');
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

function allowedText({ allowed, other }: ChoiceSpec): string {
  return [...allowed, ...(other === undefined ? [] : [other.text])].join(' or ');
}

/** What holds in a mode when nobody says otherwise. */
export function defaultOf(spec: ChoiceSpec, mode: 'dev' | 'service'): string {
  if (spec.default !== 'by-mode') return spec.default;
  return (mode === 'dev' ? spec.allowed[0] : spec.allowed.at(-1)) ?? '';
}

function isChoiceName(name: string): name is ChoiceName {
  return Object.hasOwn(CHOICES, name);
}
