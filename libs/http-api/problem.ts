import { type Violation } from '#event-sourcing';

/** One fault of an input: where (a JSON path such as `lines[0].quantity`, or a header's name) and what. */
export interface InputError {
  readonly path: string;
  readonly message: string;
}

/** The input cannot be read as what the call takes (HTTP 400); names every fault of it. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly errors: readonly InputError[];

  constructor(...errors: InputError[]) {
    super('The request is malformed.');
    this.errors = errors;
  }
}

/** A fault as RFC 9457 writes it (`application/problem+json`). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** Stable; of the first violation where rules of the terms refuse. */
  readonly code?: string;
  /** Article of the binding text, such as `CGV 9`. */
  readonly article?: string;
  readonly violations?: readonly Violation[];
  readonly errors?: readonly InputError[];
}

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}
