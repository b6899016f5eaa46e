/** What a shell expects of a program that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /**
   * From now on the first Ctrl-C (or SIGTERM) aborts the signal, so that a run can be saved, and the
   * second one exits. Until then each ends the program at once, even amid code that never yields.
   * `stopping` is what the first one is answered with.
   */
  listen(stopping?: string): AbortSignal;
  dispose(): void;
}

export function createInterrupt(say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  let answer: string;
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    say(`${answer}; Ctrl-C again to stop at once.`);
  };
  return {
    signal: controller.signal,
    listen(stopping = 'Stopping and saving the run') {
      answer = stopping;
      process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
      return controller.signal;
    },
    dispose: () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
