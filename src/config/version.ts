import packageJson from '../../package.json' with { type: 'json' };

/** Of this package, as published. */
export const VERSION: string = packageJson.version;

/** Versions of Node that it runs on: `>=20.19`. */
export const NODE_WANTED: string = packageJson.engines.node;
