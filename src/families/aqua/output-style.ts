import type { Choices } from '../../config/choices.ts';
import type { OutputStyle } from '../../ports/engine.ts';
import type { AquaRequest } from './submit-body.ts';

/** The CSV of aqua.md §5.5. */
export function outputStyle(
  { nullReplacement }: Pick<AquaRequest, 'nullReplacement'>,
  choices: Pick<Choices, 'aqua.lineEnd'>,
): OutputStyle {
  return {
    decimals: 'short',
    dateTimes: 'basic-offset',
    ...(nullReplacement !== '' && { nullText: nullReplacement }),
    ...(choices['aqua.lineEnd'] === 'crlf' && { lineEnd: 'crlf' }),
  };
}
