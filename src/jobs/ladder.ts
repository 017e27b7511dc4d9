/**
 * A rung: the engine is told, and told again, and loses its process at `killAt` (machine time); what the attempt held
 * is put away; what a load has written is counted; the end is
 * written. `unconfirmed`: the engine gave no word in time, and is asked again.
 */
export type Ladder =
  | { readonly rung: 'engine'; readonly killAt: number }
  | { readonly rung: 'put-away' | 'count' | 'settle' | 'unconfirmed' };
