import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';

/** What this family itself refuses, with what to do. */
export const nativeRefusal = {
  badParameter: (message: string) => new Refusal(400, CATEGORY.badValue, message),
  badData: (message: string) => new Refusal(400, CATEGORY.badValue, message),
  foreignJob: (id: string) =>
    new Refusal(403, CATEGORY.denied, `Job ${id} belongs to another user; ask as an administrator`),
  unknownJob: (id: string) =>
    new Refusal(404, CATEGORY.notFound, `There is no job ${id}; ended jobs are kept for a limited time`),
  unknownRequest: (id: string) =>
    new Refusal(404, CATEGORY.notFound, `There is no request ${id}; outcomes are kept for a limited time`),
  unknownObject: (name: string, suggestion: string) =>
    new Refusal(
      404,
      CATEGORY.notFound,
      `There is no object ${name}${suggestion}; GET /sluice/v1/catalogue lists what there is`,
    ),
  noPermission: (permission: string) =>
    new Refusal(403, CATEGORY.denied, `You do not have the permission ${permission}`),
  queueFull: () =>
    new Refusal(
      429,
      CATEGORY.limit,
      'As many queries of your tenant wait as may (dataQuery.live.maxQueued); send it again after Retry-After seconds',
      { headers: { 'retry-after': '5' } },
    ),
  ended: (id: string, state: string) =>
    new Refusal(
      409,
      CATEGORY.badValue,
      `Job ${id} had ended (${state}) before the stop; nothing was changed`,
    ),
} as const;
