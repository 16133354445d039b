/** A rule of the terms of sale that a command breaks (HTTP 422). */
export interface Violation {
  /** Rule id of terms-of-sale.md, such as `T18`. */
  readonly rule: string;
  /** Stable refusal code, such as `COD_LAPTOP`. */
  readonly code: string;
  /** Article of the binding text, such as `CGV 9`. */
  readonly article: string;
  readonly message: string;
}

/** Thrown by `decide`: one or more rules refuse the command. Violations are ordered by rule id. */
export class RuleRefused extends Error {
  override readonly name: string = 'RuleRefused';
  readonly violations: readonly [Violation, ...Violation[]];

  constructor(...violations: [Violation, ...Violation[]]) {
    const ordered = [...violations].sort((one, other) => one.rule.localeCompare(other.rule));
    super(ordered.map(({ code, message }) => `${code}: ${message}`).join('; '));
    this.violations = ordered as [Violation, ...Violation[]];
  }
}

/** The state of the thing does not allow this move (HTTP 422 `INVALID_TRANSITION`). */
export class InvalidTransition extends Error {
  override readonly name = 'InvalidTransition';
}

/** What the command speaks of does not exist (HTTP 404). */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** The stream moved on between read and append; the kernel retries, and gives this up after its last try (HTTP 409). */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number | 'no-stream',
  ) {
    super(`${stream} is no longer at revision ${expected}`);
  }
}

/** `If-Match` names a revision the stream does not have (HTTP 412). */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';
}

/** The same `Idempotency-Key` came with another body (HTTP 422 `IDEMPOTENCY_KEY_REUSED`). */
export class IdempotencyKeyReused extends Error {
  override readonly name = 'IdempotencyKeyReused';
}

/** A part (event store, Redis, payment provider) cannot answer now (HTTP 503 with `Retry-After`); nothing is known to be done. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    readonly part: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${part} is away: ${message}`, options);
  }
}

/** An event of an unknown type or of a version newer than this program (parked by projections). */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}
