import { type Projection } from '#event-sourcing';
import { wakeUpPolicy, wakeUpsProjection } from '#fulfillment';
import { forceMajeureProjection, orderTracking, throughput } from '#order-tracking';

/** Every view there is, by its name. */
export const projectionsOf = (unpaidGraceMs: number): ReadonlyMap<string, Projection<object>> => {
  const all = [orderTracking, forceMajeureProjection, throughput, wakeUpsProjection(wakeUpPolicy(unpaidGraceMs))];
  return new Map(all.map((projection) => [projection.name, projection as unknown as Projection<object>]));
};

/** @throws Error naming those there are */
export const projectionNamed = (
  projections: ReadonlyMap<string, Projection<object>>,
  name: string,
): Projection<object> => {
  const projection = projections.get(name);
  if (!projection) throw new Error(`there is no projection ${name}: there are ${[...projections.keys()].join(', ')}`);
  return projection;
};
