import type { Salt } from '../salt.ts';
import type { SeedSize } from '../sizes.ts';
import type { Spines } from '../spines.ts';

/** What every group of rows is made with. */
export interface Maker {
  readonly size: SeedSize;
  readonly salt: Salt;
  readonly spines: Spines;
  /** The id of an object's row by its number. */
  readonly id: Salt['id'];
}
