import type { SeedPlan } from '../../../../ports/tenant-data.ts';

/** What a seed is scaled by. Accounts come in groups of eight, products in groups of fifty (one of them deleted). */
export interface SeedSize {
  readonly accounts: number;
  readonly products: number;
}

export const SEED_SIZES: Readonly<Record<SeedPlan['size'], SeedSize>> = {
  small: { accounts: 1_000, products: 50 },
  medium: { accounts: 100_000, products: 200 },
  large: { accounts: 1_000_000, products: 500 },
};

/** Products in a group of `SeedSize.products`, of which the last is deleted and nobody's. */
export const PRODUCT_GROUP = 50;
