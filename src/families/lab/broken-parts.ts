import { type Jobs, QueueFull } from '../../jobs/jobs.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Links } from '../../platform/results/links.ts';

/** Links are signed for whole seconds of life: one less is another link. */
const ANOTHER_LIFE_MS = 1000;

/** The core, as far as rules of the lab have not broken it: full queues, files that are gone. */
export function brokenJobs<J extends Jobs>(jobs: J, { broken }: Lab): J {
  return {
    ...jobs,
    async submit(job, options) {
      if (broken.takeFull(job.requestId)) throw new QueueFull('the lab has filled the queue');
      return jobs.submit(job, options);
    },
    async ready(id, by) {
      if (broken.takeFull(id)) throw new QueueFull('the lab has filled the queue');
      return jobs.ready(id, by);
    },
    fileByName: (name) => (broken.isDeadFile(name) ? undefined : jobs.fileByName(name)),
  };
}

/** Links, of which rules of the lab have expired some. */
export function brokenLinks(links: Links, { broken }: Lab): Links {
  return {
    sign(fileName, lifeMs) {
      // A link of the same second would be the very one that is dead.
      for (let life = lifeMs; ; life -= ANOTHER_LIFE_MS) {
        const link = links.sign(fileName, life);
        if (!broken.isDeadLink(link.slice(link.indexOf('?') + 1)) || life <= 2 * ANOTHER_LIFE_MS) return link;
      }
    },
    verify(fileName, query) {
      const verdict = links.verify(fileName, query);
      return verdict === 'valid' && broken.isDeadLink(query) ? 'expired' : verdict;
    },
  };
}
