import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BrokerAddress } from '../../shared/contract/broker.ts';

/** The options that name a broker, as commander parsed them. */
export const brokerShape = {
  broker: z.string().optional(),
  brokerCredentials: z.string().optional(),
  brokerCa: z.string().optional(),
};
type BrokerOptions = z.infer<z.ZodObject<typeof brokerShape>>;

/** Adds the options that name a broker. */
export function withBrokerOptions(command: Command): Command {
  return command
    .option(
      '--broker <address>',
      'NATS server with JetStream: nats://host:4222 or tls://host:4222 (default: $INKDEX_BROKER, where no other user of the machine sees a password)',
    )
    .option('--broker-credentials <file>', 'credentials of NATS (.creds)')
    .option('--broker-ca <file>', 'certificate of the CA of the broker, PEM; the connection then uses TLS');
}

/** The named broker; null if none is named. */
export function brokerOf({ broker, brokerCredentials, brokerCa }: BrokerOptions): BrokerAddress | null {
  const address = broker ?? process.env.INKDEX_BROKER ?? '';
  if (address === '') return null;
  return {
    address,
    credentials: brokerCredentials === undefined ? null : resolve(brokerCredentials),
    certificate: brokerCa === undefined ? null : resolve(brokerCa),
  };
}
