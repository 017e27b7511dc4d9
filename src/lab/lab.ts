import type { MachineTime } from '../ports/clock.ts';
import type { EngineFaults } from '../ports/engine-faults.ts';
import type { Gates } from '../ports/gates.ts';
import type { Job, JobEvent, StoredFile } from '../ports/job.ts';
import type { RequestGates } from '../ports/request-gates.ts';
import { Broken } from './broken.ts';
import { ENDED } from './ended.ts';
import type { KnownFaults } from './known-faults.ts';
import { LabGates } from './lab-gates.ts';
import { LabRequestGates } from './lab-request-gates.ts';
import type { LiveRule } from './live-rule.ts';
import { readRule } from './read-rule.ts';
import { isScenario, readScenario } from './read-scenario.ts';
import {
  isRequestGate,
  RuleError,
  type RuleInput,
  type RuleMatch,
  type RuleSpec,
  type RuleView,
} from './rule.ts';
import { Rules } from './rules.ts';

export interface LabParts {
  readonly time: MachineTime;
  readonly engine: EngineFaults;
  /** Moves business time on, ms; resolves when what was due by then has been begun. */
  readonly advance: (ms: number) => unknown;
  /** Documented errors of each family that has jobs. */
  readonly faults: () => readonly KnownFaults[];
  readonly jobs: () => LabJobs;
}

/** What the lab asks of the core. */
export interface LabJobs {
  get(id: string): Job | undefined;
  fileByName(name: string): StoredFile | undefined;
  watch(job: string | undefined, listener: (event: JobEvent) => void): () => void;
}

/** How long `waitFor` waits when nothing is said, ms of machine time. */
const WAIT_MS = 30_000;

/**
 * The lab of one server: rules that hold, delay, fail or break what a client meets (operating.md §5). The calls of
 * the HTTP API and a test in the same process both use it.
 */
export class Lab {
  readonly #parts: LabParts;
  readonly #rules: Rules;
  readonly #broken = new Broken();
  /** For the core. */
  readonly gates: Gates;
  /** For what answers requests. */
  readonly requests: RequestGates;

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.#rules = new Rules(parts.time);
    this.gates = new LabGates({
      rules: this.#rules,
      engine: parts.engine,
      advance: parts.advance,
      job: (id) => parts.jobs().get(id),
      familyOf: (job) => this.#familyOf(job),
      faults: parts.faults,
    });
    this.requests = new LabRequestGates({
      rules: this.#rules,
      broken: this.#broken,
      advance: parts.advance,
      jobs: parts.jobs,
      familyOf: (job) => this.#familyOf(job),
      read: (header) => this.#readHeader(header),
    });
  }

  /** What rules have broken, for whoever serves it. */
  get broken(): Pick<Broken, 'takeFull' | 'isDeadLink' | 'isDeadFile'> {
    return this.#broken;
  }

  /** To be called once the core is there. Answers how to end it. */
  follow(): () => void {
    return this.#parts.jobs().watch(undefined, (event) => {
      if (event.type === 'state' && ENDED.has(event.state) && this.#rules.some)
        this.#rules.jobEnded(event.job);
    });
  }

  /**
   * Makes a rule.
   * @param tenant whose the rule is: it acts on nothing of others; of all when absent
   * @throws RuleError for what is wrong with it: which key, what is allowed
   */
  add(input: RuleInput, tenant?: string): RuleView {
    const [rule] = this.#rules.add([within(readRule(input, this.#parts.faults()), tenant)]);
    if (rule === undefined) throw new TypeError('no rule was made');
    return rule.view();
  }

  /** Makes a rule as it was shown, as a part of the same scenario. @throws RuleError */
  addAgain({ match, at, do: action, times, ttl, scenario, families }: RuleView): void {
    const spec = readRule({ match, at, do: action, times, ttl }, this.#parts.faults());
    this.#rules.add(
      [{ ...spec, ...(families !== undefined && { families }) }],
      scenario === undefined ? {} : { scenario },
    );
  }

  /** All rules, or those that act on this tenant, in the order they were made. */
  list(tenant?: string): readonly RuleView[] {
    return this.#rules
      .list()
      .filter((rule) => actsOn(rule, tenant))
      .map((rule) => rule.view());
  }

  /** @throws RuleError `unknown` */
  get(id: string, tenant?: string): RuleView {
    return this.#rule(id, tenant).view();
  }

  /**
   * The rule as soon as something waits at it; as it is after `ms` of machine time, or when it has ended or `signal`
   * aborts: then `waiting` is empty.
   * @throws RuleError `unknown`
   */
  async waitFor(
    id: string,
    { ms = WAIT_MS, signal, tenant }: { ms?: number; signal?: AbortSignal; tenant?: string } = {},
  ): Promise<RuleView> {
    const rule = this.#rule(id, tenant);
    await rule.something(ms, signal);
    return rule.view();
  }

  /** Lets go what waits at a rule. @throws RuleError `unknown`, `conflict` when nothing waits */
  release(id: string, tenant?: string): RuleView {
    const rule = this.#rule(id, tenant);
    if (rule.release() === 0)
      throw new RuleError(
        'conflict',
        `Nothing waits at rule ${id} (it has acted ${rule.view().matched} times): wait until something does with GET /sluice/v1/lab/rules/${id}?wait=10s`,
      );
    return rule.view();
  }

  /** Ends a rule; what waits at it goes on. Answers it as it was. @throws RuleError `unknown` */
  remove(id: string, tenant?: string): RuleView {
    const rule = this.#rule(id, tenant);
    const view = rule.view();
    this.#rules.remove(rule);
    return view;
  }

  /**
   * The same with all rules, or all that act on this tenant; answers how many. With all, what rules have broken (dead
   * links and files) works again.
   */
  removeAll(tenant?: string): number {
    const rules = this.#rules.list().filter((rule) => actsOn(rule, tenant));
    for (const rule of rules) this.#rules.remove(rule);
    if (tenant === undefined) this.#broken.clear();
    return rules.length;
  }

  /**
   * Makes the rules of a scenario (`scenarios.ts`), narrowed to what `match` names.
   * @throws RuleError for a name that there is not, with a suggestion; for a match that not all its rules can have
   */
  addScenario(
    scenario: string,
    { match, ttl, tenant }: { match?: RuleMatch; ttl?: string | number; tenant?: string } = {},
  ): readonly RuleView[] {
    const given = { scenario, ...(match !== undefined && { match }), ...(ttl !== undefined && { ttl }) };
    return this.#addScenario(given, tenant);
  }

  /** A rule, or the rules of a scenario, from the JSON of a call. @throws RuleError */
  addGiven(value: unknown, tenant?: string): RuleView | readonly RuleView[] {
    return isScenario(value) ? this.#addScenario(value, tenant) : this.add(value as RuleInput, tenant);
  }

  #addScenario(given: unknown, tenant: string | undefined): readonly RuleView[] {
    const { name, specs } = readScenario(given, this.#parts.faults());
    const bound = specs.map((spec) => within(spec, tenant));
    return this.#rules.add(bound, { scenario: name }).map((rule) => rule.view());
  }

  #readHeader(header: string): { readonly specs: readonly RuleSpec[]; readonly scenario?: string } {
    const faults = this.#parts.faults();
    const text = header.trim();
    if (!text.startsWith('{')) {
      const { name, specs } = readScenario({ scenario: text }, faults);
      return { specs, scenario: name };
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new RuleError('bad', 'it is neither the name of a scenario nor a rule as JSON');
    }
    if (!isScenario(value)) return { specs: [readRule(value, faults)] };
    const { name, specs } = readScenario(value, faults);
    return { specs, scenario: name };
  }

  /** Query runs are jobs of Data Query to the core. */
  #familyOf({ family, requestId }: Job): string {
    return this.#broken.isRun(requestId) ? 'query-runs' : family;
  }

  /** Lets go all requests that rules hold; jobs stay where they are. */
  letRequestsGo(): void {
    for (const rule of this.#rules.list()) if (isRequestGate(rule.spec.at)) rule.release();
  }

  #rule(id: string, tenant: string | undefined): LiveRule {
    const rule = this.#rules.get(id);
    if (rule === undefined || !actsOn(rule, tenant))
      throw new RuleError(
        'unknown',
        `There is no rule ${id.slice(0, 64)}; rules end by their ttl, GET /sluice/v1/lab lists what there is`,
      );
    return rule;
  }
}

function actsOn({ spec }: LiveRule, tenant: string | undefined): boolean {
  return tenant === undefined || spec.match.tenant === undefined || spec.match.tenant === tenant;
}

/** @throws RuleError `denied` for a rule about another tenant */
function within(spec: RuleSpec, tenant: string | undefined): RuleSpec {
  if (tenant === undefined) return spec;
  const { match } = spec;
  if (match.tenant !== undefined && match.tenant !== tenant)
    throw new RuleError(
      'denied',
      `match.tenant: "${match.tenant}" is not your tenant; use "${tenant}", or leave it out`,
    );
  return { ...spec, match: { ...match, tenant } };
}
