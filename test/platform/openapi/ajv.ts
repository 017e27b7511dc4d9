import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Checks JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export function ajv(): Ajv2020 {
  // OpenAPI's own words beside those of JSON Schema are no mistakes.
  const checker = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(checker);
  checker.addFormat('password', true);
  checker.addFormat('media-range', true);
  return checker;
}
