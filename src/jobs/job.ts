/** The records of the core. They live beside the ports because the store keeps them. */
export type * from '../ports/job.ts';
