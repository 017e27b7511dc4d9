import { systemClock } from '../config/system-clock.ts';
import { brokenJobs, brokenLinks } from '../families/lab/broken-parts.ts';
import { lab as labFamily } from '../families/lab/routes.ts';
import type { RunningJobs } from '../jobs/create-jobs.ts';
import { type RenewableJobs, renewableJobs } from '../jobs/renewable-jobs.ts';
import { Journal } from '../lab/journal.ts';
import { keptClock } from '../lab/kept-clock.ts';
import { Lab, type LabParts } from '../lab/lab.ts';
import { LabClock } from '../lab/lab-clock.ts';
import { clockPart } from '../lab/state/clock-part.ts';
import { forgotten } from '../lab/state/forgotten-part.ts';
import { LabState, type LabStateParts } from '../lab/state/lab-state.ts';
import { rulesPart } from '../lab/state/rules-part.ts';
import type { AppParts } from '../platform/app-parts.ts';
import type { Family } from '../platform/family.ts';
import type { Links } from '../platform/results/links.ts';
import { StateDoor } from '../platform/state-door.ts';
import type { Usage } from '../platform/usage/usage.ts';
import type { Gates } from '../ports/gates.ts';

interface ServerLabParts extends Pick<LabParts, 'engine' | 'faults'> {
  readonly clock: LabClock;
  /** A core that passes these gates, not yet started. */
  readonly makeCore: (gates: Gates) => RunningJobs;
}

/** What the state is made of beside what the lab has itself. */
interface ServerStateParts extends Omit<LabStateParts, 'clock' | 'memory' | 'door' | 'jobs'> {
  readonly usage: Usage;
}

/** Business time that the lab moves; a data directory keeps where it was moved. */
export function movedClock(dataDir: string): LabClock {
  return new LabClock(systemClock, keptClock(`${dataDir}/lab-clock.json`));
}

/** The lab of one server, wired: what the rest of the server takes from it where there is one. */
export class ServerLab {
  readonly lab: Lab;
  readonly clock: LabClock;
  /** The core as rules have broken it. */
  readonly jobs: RunningJobs;
  readonly #core: RenewableJobs;
  readonly #journal: Journal;
  readonly #door: StateDoor;

  constructor({ clock, engine, faults, makeCore }: ServerLabParts) {
    this.clock = clock;
    const advance = (ms: number): void => clock.advance(ms);
    this.lab = new Lab({ time: clock.machine, engine, advance, faults, jobs: () => this.#core });
    this.#core = renewableJobs(() => makeCore(this.lab.gates));
    this.jobs = brokenJobs(this.#core, this.lab);
    this.#journal = new Journal((file) => {
      const job = this.#core.fileByName(file)?.job;
      return job === undefined ? undefined : this.#core.get(job)?.tenant;
    });
    this.#door = new StateDoor(clock.machine);
    this.#door.onClose(() => this.lab.letRequestsGo());
  }

  links(signed: Links): Links {
    return brokenLinks(signed, this.lab);
  }

  /** To be called once there is what delivers callouts: the core tells of itself from then on. */
  follow(): void {
    this.lab.follow();
  }

  state({ usage, ...parts }: ServerStateParts): LabState {
    const { clock, lab } = this;
    const memory = {
      clock: clockPart(clock),
      rules: rulesPart(lab),
      usage: forgotten(usage),
      journal: forgotten(this.#journal),
    };
    return new LabState({ ...parts, clock, memory, door: this.#door, jobs: this.#core });
  }

  /** To be told when the state is replaced. */
  onReplaced(listener: () => void): () => void {
    return this.#door.onClose(listener);
  }

  /** @param tenants names of all */
  family(state: LabState, tenants: () => readonly string[]): Family {
    const { lab, clock, jobs } = this;
    return labFamily({ lab, clock, journal: this.#journal, jobs, tenants, state });
  }

  /** What every request meets of it. */
  get app(): Pick<AppParts, 'gates' | 'door' | 'onExchange'> {
    return {
      gates: this.lab.requests,
      door: this.#door,
      onExchange: (exchange) => this.#journal.add(exchange),
    };
  }
}
