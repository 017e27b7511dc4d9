/** The lab (operating.md §5): below the native API, of which it is apart. */
export const LAB_PATH = '/sluice/v1/lab';
