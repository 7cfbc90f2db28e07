import type { BrokerSettings, BrokerState } from '../../shared/contract/broker.ts';
import { missingAnnex } from '../../shared/result.ts';
import { TakenBack } from '../jobs/steps.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';
import type { ReadElsewhere } from './readSteps.ts';
import type { ReadingParts } from './service.ts';

export interface BrokerParts extends SharedParts {
  /** Of Inkdex. */
  readonly version: string;
  readonly models: Pick<ReadingParts['models'], 'readingModels' | 'modelsInUse'>;
}

/** Readers on other machines, over a broker. */
export interface BrokerService {
  readonly calls: {
    broker(): BrokerState;
    setBroker(args: { readonly settings: BrokerSettings | null }): Promise<BrokerState>;
  };
  readonly elsewhere: ReadElsewhere;
  /** Connects now, if this process runs the jobs of the library. */
  start(): void;
  /** Before the jobs stop: photos stay at the broker, and their readings are taken at the next start. */
  leave(): void;
  close(): Promise<void>;
}

/**
 * @param given instead of the stored settings
 * @throws InkdexError `bad-arguments`
 */
export type OpenBroker = (given: BrokerSettings | undefined) => (parts: BrokerParts) => BrokerService;

/** Of an Inkdex without readers on other machines. */
export const noBroker: OpenBroker = (given) => {
  const missing = missingAnnex('readers on other machines', 'broker');
  const none = { settings: null, isConnected: false, away: 0, read: 0, problem: null };
  if (given !== undefined) throw missing;
  return () => ({
    calls: {
      broker: () => none,
      setBroker: ({ settings }) => (settings === null ? Promise.resolve(none) : Promise.reject(missing)),
    },
    elsewhere: {
      capacity: () => 0,
      isHereToo: () => true,
      giveBack: () => undefined,
      onChange: () => undefined,
      read: () => Promise.reject(new TakenBack('There is no broker.', { forGood: false })),
    },
    start: () => undefined,
    leave: () => undefined,
    close: () => Promise.resolve(),
  });
};
