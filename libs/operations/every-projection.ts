import { type Projection } from '#event-sourcing';
import { wakeUpPolicy, wakeUpsProjection } from '#fulfillment';
import { forceMajeureProjection, orderTracking, throughput } from '#order-tracking';

/** Every view there is: what a projector fills, what the audit compares, what operators rebuild. */
export const everyProjection = (unpaidGraceMs: number): readonly Projection<object>[] =>
  [
    ...[orderTracking, forceMajeureProjection, throughput],
    wakeUpsProjection(wakeUpPolicy(unpaidGraceMs)),
  ] as unknown as readonly Projection<object>[];
