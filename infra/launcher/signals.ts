/** Signals within this time of the first are the same wish: the terminal, npm and the set-up may each deliver one. */
const SAME_WISH_MS = 1_000;

interface Stoppable {
  stop(): Promise<void>;
  killNow(): void;
}

/** The first Ctrl-C (or SIGTERM, or a closed terminal) stops the system in order, a second one kills it at once. */
export function stopOnSignals(source: NodeJS.EventEmitter, system: Stoppable, now = () => performance.now()): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = now();
      void system.stop();
    } else if (now() - firstAt > SAME_WISH_MS) {
      system.killNow();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(signal, onSignal);
}
