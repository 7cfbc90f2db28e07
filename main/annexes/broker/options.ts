import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { credsAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { BrokerAddress } from '../../../shared/contract/broker.ts';
import { InkdexError } from '../../../shared/result.ts';
import { parseAddress } from './address.ts';

/**
 * Options for the NATS client.
 *
 * @throws InkdexError `bad-arguments`, `file-missing` for a file that cannot be read
 */
export function connectionOptions({
  address,
  credentials,
  certificate,
}: BrokerAddress): NodeConnectionOptions {
  const { servers, isTls, user, password } = parseAddress(address);
  const withTls = isTls || certificate !== null;
  return {
    servers: [...servers],
    name: `inkdex on ${hostname()}`,
    // What is under way when a connection ends is then told at once, and nothing waits for the next connection.
    reconnect: false,
    timeout: 5000,
    pingInterval: 10_000,
    maxPingOut: 2,
    ...(withTls && { tls: certificate === null ? {} : { ca: textOf(certificate, 'CA certificate') } }),
    ...(credentials !== null && {
      authenticator: credsAuthenticator(Buffer.from(textOf(credentials, 'credentials'))),
    }),
    ...(credentials === null &&
      user !== '' &&
      (password === '' ? { token: user } : { user, pass: password })),
  };
}

function textOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    throw new InkdexError(
      'file-missing',
      `The file with the ${what} cannot be read (${found}). Choose it again.`,
      {
        cause: thrown,
      },
    );
  }
}
