import { type Projection } from '#event-sourcing';
import { leaseKeys } from './lease.js';

export type ViewName = Pick<Projection<object>, 'name' | 'version'>;

/**
 * A view has two places: the live one is read; the spare one is filled beside it, or keeps what was live before
 * (ADR 0012). They change places in one step.
 */
export type ViewPlace = 'live' | 'spare';

/** The name of the lease of a view's place. What keys are tagged with: everything of a view is in one slot of a cluster. */
export const leaseName = ({ name, version }: ViewName, place: ViewPlace = 'live'): string =>
  `${name}:v${version}${place === 'live' ? '' : '/spare'}`;

/** Everything of a view stands under one prefix. */
export const viewKeys = (view: ViewName, place: ViewPlace = 'live') => {
  const base = `complet:{${view.name}:v${view.version}}`;
  const prefix = place === 'live' ? base : `${base}:spare`;
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
    /** Channel: what every write of the live place changed, as JSON: [key…]. Nobody listens to the spare one. */
    changes: `${prefix}:changes`,
    fence: leaseKeys(leaseName(view, place)).fence,
    /** How often the places were changed: who reads in several steps sees by it that they were not meanwhile. */
    exchanges: `${base}:exchanges`,
    /** What the spare place holds: `filling`, `ready`, `previous`; none when it is empty. */
    spareState: `${base}:spare-state`,
  };
};
