import { cancelLoses } from './cancel-loses.ts';
import { cancelWinsLate } from './cancel-wins-late.ts';
import type { ScenarioCase } from './case.ts';
import { crashWhileRunning } from './crash-while-running.ts';
import { expiredFile } from './expired-file.ts';
import { expiredToken } from './expired-token.ts';
import { flakyNetwork } from './flaky-network.ts';
import { halfADownload } from './half-a-download.ts';
import { quotaFull } from './quota-full.ts';
import { slowPoll } from './slow-poll.ts';
import { stuckThenKilled } from './stuck-then-killed.ts';
import { threeHoursLater } from './three-hours-later.ts';

/** A right and a wrong client of each scenario. */
export const CASES: readonly ScenarioCase[] = [
  cancelLoses,
  cancelWinsLate,
  stuckThenKilled,
  expiredFile,
  expiredToken,
  quotaFull,
  threeHoursLater,
  flakyNetwork,
  halfADownload,
  crashWhileRunning,
  slowPoll,
];
