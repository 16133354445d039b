import { type Redis } from 'ioredis';
import { type EventStore, type Projection, isAfter } from '#event-sourcing';
import { ProjectionStore, leaseKeys, leaseName } from '#redis';

export interface ViewLag {
  readonly projection: string;
  readonly version: number;
  /** Events of the log that the view does not hold yet; `most` stands for that many or more. */
  readonly behind: number;
  /** Documents that stand still. */
  readonly parked: number;
  /** Whether a projector fills it now. */
  readonly isFilled: boolean;
}

/** How far a view is behind the log. @throws Unavailable */
export const viewLag = async (
  store: Pick<EventStore, 'readAll'>,
  redis: Redis,
  projection: Projection<object>,
  most = Infinity,
): Promise<ViewLag> => {
  const { name, version, streamPrefixes } = projection;
  const view = new ProjectionStore(redis, projection);
  const after = await view.checkpoint();
  let behind = 0;
  for await (const page of store.readAll({ streamPrefixes, ...(after && { after }) })) {
    behind += page.events.filter(({ position }) => !after || isAfter(position, after)).length;
    if (behind >= most) break;
  }
  const parked = await redis.hlen(view.keys.parked);
  const isFilled = (await redis.exists(leaseKeys(leaseName(projection)).lease)) === 1;
  return { projection: name, version, behind: Math.min(behind, most), parked, isFilled };
};
