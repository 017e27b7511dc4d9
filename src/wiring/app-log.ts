import type { Logger } from 'pino';
import type { AppParts } from '../platform/app-parts.ts';

/** What the log is told of requests. */
export function appLog(log: Logger): Pick<AppParts, 'onAnswer' | 'onFailure' | 'onUnready'> {
  return {
    ...(log.isLevelEnabled('debug') && { onAnswer: (answer: object) => log.debug(answer, 'answered') }),
    onFailure: (error, request) => log.error({ err: error, ...request }, 'request failed'),
    onUnready: (part, error, requestId) => {
      // That it stops was said once, and is no failure.
      if (part !== 'server') log.warn({ part, err: error, requestId }, 'not ready');
    },
  };
}
