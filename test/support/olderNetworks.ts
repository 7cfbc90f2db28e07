/** Adds the networks of annexes to this process, as processes that train do. */
import { handedIn } from '../../main/annex.ts';
import { addNetworks } from '../../main/ml/networks/registry.ts';

addNetworks(await handedIn('networks'));
