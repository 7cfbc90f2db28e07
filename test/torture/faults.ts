import { faultCases, sweep } from '../support/faultCases.ts';

/** Prints what it tried. @returns the number of failures after which something was wrong */
export async function tortureByFaults(signal: AbortSignal): Promise<number> {
  let problems = 0;
  for (const faulty of faultCases) {
    if (signal.aborted) break;
    const { operations, faults, findings } = await sweep(faulty, Infinity);
    for (const { where, problem } of findings) console.log(`${faulty.name}, ${where}: ${problem}`);
    console.log(`${faulty.name}: ${operations} operations, ${faults} failures, ${findings.length} problems`);
    problems += findings.length;
  }
  return problems;
}
