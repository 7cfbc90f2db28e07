import { z } from 'zod';
import type { CallTable, EventTable } from './call.ts';

/** How to reach a broker: a NATS server with JetStream. */
export const brokerAddressSchema = z.object({
  /** `nats://host:4222` or `tls://host:4222`, also several with commas; may have a user and password, or a token. */
  address: z.string().min(1),
  /** Path of a `.creds` file. */
  credentials: z.string().min(1).nullable(),
  /** Path of the certificate of the CA that the broker's certificate is signed by. */
  certificate: z.string().min(1).nullable(),
});
export type BrokerAddress = z.infer<typeof brokerAddressSchema>;

/** How a library uses readers on other machines. */
export const brokerSettingsSchema = brokerAddressSchema.extend({
  /** Whether this machine reads as well while the broker can be reached. */
  readsHere: z.boolean(),
});
export type BrokerSettings = z.infer<typeof brokerSettingsSchema>;

const brokerStateSchema = z.object({
  /** Null: no broker is used. The address has no password. */
  settings: brokerSettingsSchema.nullable(),
  isConnected: z.boolean(),
  /** Photos that are at the broker or at readers. */
  away: z.number().int().nonnegative(),
  /** Photos that other machines have read since Inkdex was started. */
  read: z.number().int().nonnegative(),
  /** Why the broker cannot be used, or what a reader has refused. */
  problem: z.string().nullable(),
});
export type BrokerState = z.infer<typeof brokerStateSchema>;

export const brokerCalls = {
  broker: { role: 'admin', args: z.object({}), result: brokerStateSchema },
  /**
   * Uses another broker, or none. An address without a password keeps that of the same address.
   *
   * @throws `bad-arguments`, `file-missing`
   */
  setBroker: {
    role: 'admin',
    args: z.object({ settings: brokerSettingsSchema.nullable() }),
    result: brokerStateSchema,
  },
} satisfies CallTable;

export const brokerEvents = {
  brokerChanged: { role: 'admin', payload: brokerStateSchema },
} satisfies EventTable;
