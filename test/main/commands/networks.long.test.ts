import { testNewNetworks } from '../../support/newNetworks.ts';

testNewNetworks('trained');
