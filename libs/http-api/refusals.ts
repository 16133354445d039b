/** More than one caller is served at once, or in a while (HTTP 429 with `Retry-After`). */
export class TooMany extends Error {
  override readonly name = 'TooMany';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** The caller asked for an answer of this revision or newer, and the view is not there yet (HTTP 503 with `Retry-After`). */
export class NotThatFresh extends Error {
  override readonly name = 'NotThatFresh';

  constructor(
    readonly wanted: number,
    readonly reached: number,
  ) {
    super(`the answer would be of revision ${reached}, and revision ${wanted} was asked for; try again`);
  }
}
