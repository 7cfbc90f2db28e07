import os from 'node:os';
import { print } from '../../../pretraining/printTable.ts';

/** Processors, memory, system and Node. */
export function machineName(): string {
  const processors = os.cpus();
  return [
    `${processors.length} x ${processors[0]?.model ?? process.arch}`,
    `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${os.type()} ${os.release()}`,
    `Node ${process.version}`,
  ].join(', ');
}

/** The machine and how busy others keep it: a figure without them says nothing. */
export function printConditions(): void {
  const processors = os.cpus();
  const [load = 0] = os.loadavg();
  print(machineName());
  print(`${new Date().toISOString()}, load average of the last minute ${load.toFixed(1)}`);
  if (load > 0.5 * processors.length) {
    print('Other work is running here: figures are lower than the machine can do; trust the ratios more.');
  }
}
