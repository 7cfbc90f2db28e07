import type { JsMsg } from '@nats-io/jetstream';
import type { Broker } from './connection.ts';
import type { WorkerLink } from './workerLink.ts';

/** How long the broker may take to confirm, in milliseconds. */
const confirmMs = 5000;

/** A task that the broker has given to this worker, over any number of connections. */
export type HeldTask = ReturnType<typeof holdTask>;

/** Holds a task: tells the broker three times in its waiting time that it is worked on. */
export function holdTask(message: JsMsg, { ackWaitMs }: Broker, link: WorkerLink) {
  const [, , library = '', key = ''] = message.subject.split('.');
  // The reply subject names the task, over this connection and later ones.
  const reply = replyOf(message);
  const tell = (text: string): void => {
    try {
      link.now()?.nc.publish(reply, text);
    } catch {
      // The connection is just ending: a later one tells, or another worker gets the task.
    }
  };
  const beating = setInterval(() => {
    tell('+WPI');
  }, ackWaitMs / 3);
  return {
    library,
    key,
    data: message.data,
    /** How often it was given to a worker, this time included. */
    deliveries: message.info.deliveryCount,
    /** It is done and is not handed out again. Waits until the broker has confirmed that. */
    async done(): Promise<void> {
      clearInterval(beating);
      const broker = await link.broker();
      await broker.nc.request(reply, '+ACK', { timeout: confirmMs });
    },
    /** Another worker gets it, if there is a connection to say so; otherwise after the waiting time. */
    async giveBack(): Promise<void> {
      clearInterval(beating);
      tell('-NAK');
      await link
        .now()
        ?.nc.flush()
        .catch(() => undefined);
    },
  };
}

function replyOf(message: JsMsg): string {
  if ('reply' in message && typeof message.reply === 'string') return message.reply;
  throw new TypeError('A message of JetStream has no reply subject.');
}
