/** What a shell expects of a program that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, so that a run can be saved; the second one exits. */
export function listenForInterrupt(say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    say('Stopping and saving the run; Ctrl-C again to stop at once.');
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
