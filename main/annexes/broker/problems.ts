import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { InkdexError } from '../../../shared/result.ts';

/** Codes of JetStream for storage that is full: of the server, of an account, of a stream. */
const fullCodes = new Set([10023, 10028, 10047, 10077, 10110, 10122]);

/**
 * Why the broker cannot be used, for people.
 *
 * @param shown its address without secrets
 */
export function brokerProblem(shown: string, thrown: unknown): InkdexError {
  if (thrown instanceof InkdexError) return thrown;
  const options = { cause: thrown };
  const found = thrown instanceof Error ? thrown.message : String(thrown);
  if (
    thrown instanceof errors.AuthorizationError ||
    thrown instanceof errors.UserAuthenticationExpiredError
  ) {
    const message = `The broker at ${shown} refuses the credentials. Check the user and password, or the credentials file.`;
    return new InkdexError('permission-denied', message, options);
  }
  if (thrown instanceof errors.PermissionViolationError) {
    const message = `This account may not do what Inkdex needs at the broker at ${shown} (${found}). SECURITY.md lists the permissions.`;
    return new InkdexError('permission-denied', message, options);
  }
  if (isWithoutJetStream(thrown) || thrown instanceof errors.NoRespondersError) {
    const message = `The broker at ${shown} has no JetStream. Start it with: nats-server -js`;
    return new InkdexError('engine-unavailable', message, options);
  }
  if (isFull(thrown)) {
    const message = `The storage of the broker at ${shown} is full (${found}). Give it more (max_file_store), or let its readers catch up.`;
    return new InkdexError('disk-full', message, options);
  }
  if (isTls(thrown)) {
    const message = `The certificate of the broker at ${shown} is not trusted (${found}). Give the file of its CA certificate.`;
    return new InkdexError('permission-denied', message, options);
  }
  if (found.includes("does not support 'tls'")) {
    const message = `The broker at ${shown} does not encrypt. Give it a certificate, or use an address with nats:// and no CA certificate.`;
    return new InkdexError('permission-denied', message, options);
  }
  const message = `No broker answers at ${shown} (${found}). Check the address, and whether it runs.`;
  return new InkdexError('connection-lost', message, options);
}

/** Whether the broker has no space left. */
export function isFull(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && fullCodes.has(thrown.code);
}

function isTls(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/u.test(code);
}

/** The client does not export its class of this error. */
function isWithoutJetStream(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    (thrown.name === 'JetStreamNotEnabled' || /jetstream.*not enabled/iu.test(thrown.message))
  );
}
