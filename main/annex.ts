import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { z } from 'zod';
import type { MakeEndpoints, OpenGrpc } from './api/annexed.ts';
import type { AnnexedFormats } from './exchange/formats.ts';
import type { ModelWriters } from './ml/export/exportModel.ts';
import type { NetworkKinds } from './ml/networks/registry.ts';
import type { OpenBroker } from './reading/broker.ts';
import { entryBeside } from './rpc/thread.ts';

/** The tables of the core to which an annex may hand entries. */
interface Tables {
  /** By the name of the command before which the help lists them. */
  readonly commands: Readonly<Record<string, readonly Command[]>>;
  readonly formats: AnnexedFormats;
  readonly broker: OpenBroker;
  /** Of the API for other programs. */
  readonly endpoints: readonly MakeEndpoints[];
  readonly grpc: OpenGrpc;
  readonly modelWriters: ModelWriters;
  readonly networks: NetworkKinds;
}

/** The door of an annex. An entry is loaded only by who asks for its table. */
export type Annex = { readonly [Table in keyof Tables]?: () => Promise<Tables[Table]> };

const list = entryBeside(import.meta, 'annexes/annexes');
const listSchema = z.object({ annexes: z.array(z.custom<Annex>()) });

/** Whether the folder `main/annexes` is there: without it, Inkdex does what its core does. */
export function hasAnnexes(): boolean {
  return existsSync(list);
}

/** What the annexes hand to a table; nothing where the folder `main/annexes` is missing. */
export async function handedIn<Table extends keyof Tables>(table: Table): Promise<Tables[Table][]> {
  const { annexes } = hasAnnexes()
    ? listSchema.parse(await import(pathToFileURL(list).href))
    : { annexes: [] };
  return await Promise.all(annexes.flatMap((annex) => annex[table]?.() ?? []));
}
