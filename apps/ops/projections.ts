import { type Projection } from '#event-sourcing';
import { everyProjection } from '#operations';

/** Every view there is, by its name. */
export const projectionsOf = (unpaidGraceMs: number): ReadonlyMap<string, Projection<object>> =>
  new Map(everyProjection(unpaidGraceMs).map((projection) => [projection.name, projection]));

/** @throws Error naming those there are */
export const projectionNamed = (
  projections: ReadonlyMap<string, Projection<object>>,
  name: string,
): Projection<object> => {
  const projection = projections.get(name);
  if (!projection) throw new Error(`there is no projection ${name}: there are ${[...projections.keys()].join(', ')}`);
  return projection;
};
