import { type Projection } from '#event-sourcing';
import { leaseKeys } from './lease.js';

type ViewName = Pick<Projection<object>, 'name' | 'version'>;

/** The name of a view's lease, and what its keys are tagged with: everything of a view is in one slot of a cluster. */
export const viewTag = ({ name, version }: ViewName): string => `${name}:v${version}`;

/** Everything of a view stands under one prefix. */
export const viewKeys = (view: ViewName) => {
  const prefix = `complet:{${viewTag(view)}}`;
  return {
    /** Hash: key → document as JSON. */
    docs: `${prefix}:docs`,
    /** `commit/prepare`: the documents are those of the log up to there. */
    checkpoint: `${prefix}:checkpoint`,
    /** Hash: key → what was parked of it, and why, as JSON. */
    parked: `${prefix}:parked`,
    /** Sorted set: keys by score. */
    index: (name: string) => `${prefix}:index:${name}`,
    /** Set of the indexes that were written. */
    indexes: `${prefix}:indexes`,
    /** Channel: what every write of the view changed, as JSON: [key…]. */
    changes: `${prefix}:changes`,
    fence: leaseKeys(viewTag(view)).fence,
  };
};
