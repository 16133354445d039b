import { parisDay } from '../calendar/paris-calendar.js';
import { type Availability } from './events/placement.js';

/** T13: on sale means that the date is reached and confirmed. */
export const isOnSale = ({ availableFrom, confirmed }: Availability, now: string): boolean =>
  confirmed && availableFrom <= parisDay(now);
