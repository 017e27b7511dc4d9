import type { ApiPart } from '../../platform/openapi/api-part.ts';
import { clockPaths, clockSchemas } from './openapi-clock.ts';
import { requestPaths, requestSchemas } from './openapi-requests.ts';
import { rulePaths, ruleSchemas } from './openapi-rules.ts';
import { statePaths, stateSchemas } from './openapi-state.ts';

/** The lab (operating.md §5): in the document of servers that have one. */
export const labPart: ApiPart = {
  tag: {
    name: 'lab',
    description:
      'What no sandbox lets one provoke, for administrators. Only in mode `dev`: elsewhere these paths do not exist',
  },
  errorSchema: 'Problem',
  schemas: { ...ruleSchemas, ...clockSchemas, ...stateSchemas, ...requestSchemas },
  paths: { ...rulePaths, ...clockPaths, ...statePaths, ...requestPaths },
};
