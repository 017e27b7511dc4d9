/** What the commands tell a script (operating.md §6). */
export const EXIT = {
  done: 0,
  jobFailed: 1,
  usage: 2,
  /** The server said no: not signed in, not allowed, not possible in this state, over a limit. */
  refused: 3,
  notFound: 4,
  /** The job was stopped by somebody else. */
  stopped: 5,
  noServer: 6,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end that the user is told in one line on stderr; never shown with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
