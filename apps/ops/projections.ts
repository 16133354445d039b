import { type Projection } from '#event-sourcing';
import { wakeUpsProjection } from '#fulfillment';
import { forceMajeureProjection, orderTracking } from '#order-tracking';

/** Every view there is, by its name. What policies a view was made with is the projector's; reading it needs none of them. */
export const projections: ReadonlyMap<string, Projection<object>> = new Map(
  [
    orderTracking as unknown as Projection<object>,
    forceMajeureProjection as unknown as Projection<object>,
    wakeUpsProjection({ unpaidGraceMs: 0, debitPatienceMs: 0, claimPatienceMs: 0 }) as unknown as Projection<object>,
  ].map((projection) => [projection.name, projection]),
);
