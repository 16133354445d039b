import { type ValidationError } from 'class-validator';

export interface Fault {
  /** JSON path, such as `lines[0].quantity`; a header's name; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The request cannot be read as what the call takes: every fault of it (HTTP 400). */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(readonly errors: readonly Fault[]) {
    super('The request is malformed.');
  }
}

/** What class-validator found, each fault by its JSON path. */
export const malformed = (errors: readonly ValidationError[]): Malformed => new Malformed(faultsOf(errors, ''));

const faultsOf = (errors: readonly ValidationError[], parent: string): Fault[] =>
  errors.flatMap((error) => {
    const path = pathOf(parent, error);
    const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
    return [...own, ...faultsOf(error.children ?? [], path)];
  });

const pathOf = (parent: string, { property, target }: Partial<ValidationError>): string => {
  if (property === undefined) return parent;
  if (Array.isArray(target)) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
};
