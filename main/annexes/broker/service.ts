import {
  brokerSettingsSchema,
  type brokerCalls,
  type BrokerSettings,
  type BrokerState,
} from '../../../shared/contract/broker.ts';
import type { Serves } from '../../../shared/contract/contract.ts';
import { parseJson } from '../../../shared/json.ts';
import { requireOrdinary } from '../../files/requireOrdinary.ts';
import { TakenBack } from '../../jobs/steps.ts';
import type { BrokerParts, BrokerService, OpenBroker } from '../../reading/broker.ts';
import type { ReadElsewhere } from '../../reading/readSteps.ts';
import type { WritableDatabase } from '../../store/database.ts';
import { findSetting, libraryId, replaceSetting } from '../../store/library/settings.ts';
import { parseAddress, shownAddress, withSecretOf } from './address.ts';
import type { KeptConnection } from './connection.ts';
import type { RemoteReaders } from './readers.ts';

interface Used {
  readonly readers: RemoteReaders;
  readonly connection: KeptConnection;
}

const settingsName = 'broker';
const alternatives = 10;
/** At most one event in this time, in milliseconds. */
const tellMs = 500;

export const openBroker: OpenBroker = (given) => {
  // A wrong address is wrong usage, and not a reason to read on this machine alone.
  if (given !== undefined) parseAddress(given.address);
  return (parts) => createBroker(parts, given);
};

/** Connects when the first photo is to be read, or at `start`. */
function createBroker(
  { db, lock, announce, version, models }: BrokerParts,
  given: BrokerSettings | undefined,
): BrokerService {
  const listeners: (() => void)[] = [];
  let settings = given ?? storedSettings(db);
  let used: Used | null = null;
  let opening: Promise<void> | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  function capacityChanged(): void {
    for (const listener of listeners) listener();
  }

  function tellSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      announce('brokerChanged', state());
    }, tellMs).unref();
  }

  /** The readers if there is a connection or an attempt at one, which this begins. */
  function use(): RemoteReaders | null {
    if (settings !== null && !isClosed && used === null) opening ??= open(settings).catch(() => undefined);
    return used?.readers ?? null;
  }

  async function open(address: BrokerSettings): Promise<void> {
    // Only now: most libraries do not need the client of NATS.
    const [{ RemoteReaders }, { keepConnected }] = await Promise.all([
      import('./readers.ts'),
      import('./connection.ts'),
    ]);
    const parts = { library: libraryId(db), shown: shownAddress(address.address) };
    const readers = new RemoteReaders({ ...parts, onCapacity: capacityChanged, onState: tellSoon });
    used = { readers, connection: keepConnected(address, readers) };
  }

  /** @param isForGood whether the photos at the broker are taken back; otherwise they are read there meanwhile */
  async function stop(isForGood: boolean): Promise<void> {
    await opening;
    opening = null;
    const old = used;
    used = null;
    if (isForGood) old?.readers.retire();
    else old?.readers.leave();
    await old?.connection.close();
  }

  function state(): BrokerState {
    const none = { isConnected: false, away: 0, read: 0, problem: null };
    const shown = settings === null ? null : { ...settings, address: shownAddress(settings.address) };
    return { settings: shown, ...(used?.readers.state() ?? none) };
  }

  const calls = {
    broker: state,
    async setBroker({ settings: wanted }) {
      lock.require();
      const next = wanted === null ? null : await checked(wanted, settings);
      replaceSetting(db, settingsName, next === null ? '' : JSON.stringify(next));
      settings = next;
      await stop(true);
      use();
      capacityChanged();
      tellSoon();
      return state();
    },
  } satisfies Serves<typeof brokerCalls>;

  const elsewhere: ReadElsewhere = {
    capacity: () => use()?.capacity() ?? 0,
    isHereToo: () => settings?.readsHere ?? true,
    giveBack: () => void used?.readers.giveBack(),
    onChange: (listener) => void listeners.push(listener),
    async read({ path, sha256, turn, language }, beside, signal) {
      const readers = use();
      if (readers === null) throw new TakenBack('There is no broker.', { forGood: false });
      const [paths, hashes] = [await models.readingModels(), await models.modelsInUse()];
      const detector = { path: paths.detector, sha256: hashes.detector };
      const recogniser = { path: paths.recogniser, sha256: hashes.recogniser };
      const { fast } = paths;
      signal.throwIfAborted();
      return await readers.read(
        { path, sha256, version, turn, language, ...beside, alternatives, fast, detector, recogniser },
        signal,
      );
    },
  };

  return {
    calls,
    elsewhere,
    start(): void {
      if (lock.claim()) use();
    },
    leave(): void {
      used?.readers.leave();
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await stop(false);
    },
  };
}

/** @throws InkdexError `bad-arguments`, `file-missing` */
async function checked(wanted: BrokerSettings, before: BrokerSettings | null): Promise<BrokerSettings> {
  const { address, credentials, certificate } = wanted;
  for (const path of [credentials, certificate]) if (path !== null) await requireOrdinary(path);
  const isSame = before !== null && address === shownAddress(before.address);
  const next = isSame ? { ...wanted, address: withSecretOf(address, before.address) } : wanted;
  const { connectionOptions } = await import('./options.ts');
  connectionOptions(next);
  return next;
}

function storedSettings(db: WritableDatabase): BrokerSettings | null {
  return brokerSettingsSchema.safeParse(parseJson(findSetting(db, settingsName) ?? '')).data ?? null;
}
