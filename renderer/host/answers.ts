import { QueryClient } from '@tanstack/react-query';
import type { CallArgs, CallName, CallResult, Contract, EventName } from '../../shared/contract/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';

/**
 * The one rule of what is asked again: the calls whose answers an event makes outdated. Until then these answers stay
 * fresh; the answers to all other calls are asked for again whenever a screen opens.
 */
const outdatedBy = {
  photosChanged: [
    'libraryInfo',
    'getPhoto',
    'listPhotos',
    'listRemoved',
    'listWatchedFolders',
    'listCollections',
    'countMonths',
    'listPhotoFolders',
    'similarPhotos',
    'countReadByOthers',
    'changedWords',
    'unlikelyWords',
  ],
  savedSearchesChanged: ['listSavedSearches'],
  collectionsChanged: ['listCollections', 'countInCollections', 'countMonths'],
  failuresChanged: ['listFailures'],
  watchedFoldersChanged: ['listWatchedFolders'],
  notesChanged: ['notesFolder', 'sidecars'],
  brokerChanged: ['broker'],
  updatesChanged: ['updates'],
  datasetsChanged: [
    'listDatasets',
    'listVersions',
    'listSamples',
    'getStatistics',
    'checkSplits',
    'diffContents',
    'listLookAlikes',
    'listSuspects',
    'countLibrary',
  ],
  modelsChanged: ['listModels', 'listPromotions', 'getModel', 'countReadByOthers', 'secondOpinion'],
} as const satisfies Partial<Record<EventName, readonly CallName[]>>;

export type OutdatingEvent = keyof typeof outdatedBy;

const followed: ReadonlySet<CallName> = new Set(Object.values(outdatedBy).flat());

/** How long an answer that events keep fresh stays known after its screen is left, in milliseconds. */
const keptMs = 300_000;

/** The answers of the host to the questions on screen. */
export interface Answers {
  readonly client: QueryClient;
  /** The options of a query for one call. Equal calls share their answer; `again` distinguishes them further. */
  readonly query: <Name extends CallName>(
    name: Name,
    args: CallArgs<Name>,
    again?: Again,
  ) => {
    readonly queryKey: readonly unknown[];
    readonly queryFn: () => Promise<CallResult<Name>>;
    readonly staleTime: number;
    readonly gcTime: number;
  };
  /** The answer, from the host unless a fresh one is known. */
  readonly load: <Name extends CallName>(name: Name, args: CallArgs<Name>) => Promise<CallResult<Name>>;
  /** Changes a known answer as an event or the answer to another call says. */
  readonly put: <Name extends CallName>(
    name: Name,
    args: CallArgs<Name>,
    change: (known: CallResult<Name> | undefined) => CallResult<Name> | undefined,
  ) => void;
  /** Marks what an event makes outdated, and asks again for what is on screen. Resolves when that is answered. */
  readonly outdate: (event: OutdatingEvent) => Promise<void>;
  /** Asks again for the answers to one call, or to all calls, that are on screen. */
  readonly askAgain: (name?: CallName) => Promise<void>;
}

/** A value that, when it changes, asks for the same answer again. */
export type Again = string | number | null;

export function createAnswers(host: Partial<Contract>): Answers {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // The host is on this machine: a browser without internet still reaches it.
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });

  const query: Answers['query'] = (name, args, again) => ({
    queryKey: again === undefined ? [name, args] : [name, args, again],
    queryFn: () => ask(host, name, args),
    staleTime: followed.has(name) ? Infinity : 0,
    gcTime: followed.has(name) ? keptMs : 0,
  });
  const askAgain = async (name?: CallName) => {
    const asked = name === undefined ? {} : { queryKey: [name] };
    // A first answer that is on its way may be older than the event, but TanStack Query would join its request.
    const first = client.getQueryCache().findAll({ ...asked, fetchStatus: 'fetching' });
    const unknown = first.filter(({ state }) => state.data === undefined);
    await Promise.allSettled(unknown.flatMap(({ promise }) => (promise === undefined ? [] : [promise])));
    await client.invalidateQueries(asked);
  };

  return {
    client,
    query,
    load: (name, args) => client.query(query(name, args)),
    put: (name, args, change) => {
      const { queryKey } = query(name, args);
      const known = client.getQueryData<CallResult<typeof name>>(queryKey);
      const changed = change(known);
      if (changed === undefined) {
        // A first answer that is on its way may be older than the change, and nothing else would ask again.
        void askAgain(name);
      } else if (changed !== known) {
        // An answer that is still on its way is older than the change.
        void client.cancelQueries({ queryKey });
        client.setQueryData(queryKey, changed);
      }
    },
    outdate: async (event) => {
      await Promise.all(outdatedBy[event].map((name) => askAgain(name)));
    },
    askAgain,
  };
}

async function ask<Name extends CallName>(
  host: Partial<Contract>,
  name: Name,
  args: CallArgs<Name>,
): Promise<CallResult<Name>> {
  const call = host[name];
  if (call === undefined) throw new Error(`The host does not know the call ${name}.`);
  return call(args);
}

/** What the window shows of an error of a call. */
export function failureIn(error: unknown): Failure | null {
  return error === null || error === undefined ? null : failureOf(error);
}
