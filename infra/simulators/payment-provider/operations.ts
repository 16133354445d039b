import { type DurableMap, type DurableStore } from '../durable-store.js';

export type OperationKind = 'authorisation' | 'capture' | 'void' | 'refund';
/** What the provider answers: `status` says what it did, or `refused` with a `reason`. */
export type Answer = Readonly<Record<string, unknown>> & { readonly status: string };

/** One act, under the key that the merchant gave it. */
export interface Operation {
  readonly key: string;
  readonly kind: OperationKind;
  readonly status: string;
  readonly merchantReference: string | null;
  readonly request: object;
  readonly response: Answer;
}

/** What an act answers, whom it concerns, and what it changes in the books. */
export interface Act {
  readonly response: Answer;
  readonly merchantReference?: string;
  readonly puts?: () => void;
}

class KeyReused extends Error {
  readonly statusCode = 422;
}

/** What was asked for, by key: once a key, under any concurrency and across restarts. */
export class Operations {
  private readonly byKey: DurableMap<Operation>;

  constructor(private readonly store: DurableStore) {
    this.byKey = store.map('operations');
  }

  async lookUp(key: string): Promise<Operation | undefined> {
    await this.byKey.onDisk(key);
    return this.byKey.get(key);
  }

  /** @throws KeyReused if the key was given to something else */
  async obey(
    { key, kind, request }: Pick<Operation, 'key' | 'kind' | 'request'>,
    act: () => Act,
  ): Promise<{ readonly operation: Operation; readonly isNew: boolean }> {
    const known = this.byKey.get(key);
    if (known) {
      if (known.kind !== kind || !isSame(known.request, request))
        throw new KeyReused(`key ${key} was used with another body`);
      await this.byKey.onDisk(key);
      return { operation: known, isNew: false };
    }
    // From here to the write nothing is awaited: of two requests at once, the second finds the first.
    const { response, merchantReference = null, puts } = act();
    const operation: Operation = { key, kind, status: response.status, merchantReference, request, response };
    await this.store.write(() => {
      puts?.();
      void this.byKey.put(key, operation);
    });
    return { operation, isNew: true };
  }
}

const isSame = (one: object, other: object): boolean => canonical(one) === canonical(other);
const canonical = (request: object): string =>
  JSON.stringify(Object.entries(request).sort(([one], [other]) => (one < other ? -1 : 1)));
