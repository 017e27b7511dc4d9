/**
 * How much is tried. `npm run test:services` runs this fixed slice; `npm run torture -- --proof` sets the variables to more. The seed
 * is printed by each test, so that a failure can be tried again.
 */
export const SETTINGS = {
  kills: fromEnvironment('SLUICE_TORTURE_KILLS', 12),
  loadKills: fromEnvironment('SLUICE_TORTURE_LOAD_KILLS', 8),
  keyed: fromEnvironment('SLUICE_TORTURE_KEYED', 60),
  /** Of the torture of all families at once: so many kills, or else so many seconds. */
  everyKills: fromEnvironment('SLUICE_TORTURE_EVERY_KILLS', 0),
  seconds: fromEnvironment('SLUICE_TORTURE_SECONDS', 120),
  races: fromEnvironment('SLUICE_TORTURE_RACES', 50),
  seed: fromEnvironment('SLUICE_TORTURE_SEED', Math.floor(Math.random() * 2 ** 31)),
};

function fromEnvironment(name: string, byDefault: number): number {
  const text = process.env[name];
  if (text === undefined) return byDefault;
  if (!/^\d+$/.test(text)) throw new Error(`${name}: "${text}" is not allowed; use a whole number`);
  return Number(text);
}
