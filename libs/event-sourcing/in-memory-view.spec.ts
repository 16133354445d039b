import { logOf, players, viewContract } from '../../test/contract/view.contract.js';
import { InMemoryView } from './in-memory-view.js';

viewContract('The in-memory double', async (store) => new InMemoryView(players).apply(await logOf(store)));
