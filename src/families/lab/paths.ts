/** The lab (operating.md §5): below the native API, of which it is apart. */
export const LAB_PATH = '/sluice/v1/lab';

/** The whole state (operating.md §4): beside the native API's own paths, which end elsewhere. */
export const STATE_PATHS = { reset: '/sluice/v1/reset', snapshots: '/sluice/v1/snapshots' } as const;
