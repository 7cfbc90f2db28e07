import type { DatasetOutcome } from '../../../shared/contract/datasetWork.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { shortId } from '../names.ts';

/** What long work came to, in one sentence. */
export function describeOutcome(done: DatasetOutcome): string {
  switch (done.work) {
    case 'import':
    case 'create': {
      const { name, samples, skipped } = done.outcome;
      const leftOut = Object.values(skipped).reduce((sum, count) => sum + count, 0);
      const rest = leftOut === 0 ? '' : `, ${formatCount(leftOut)} left out`;
      return `${name}: ${formatPlural(samples, 'sample')} taken in${rest}.`;
    }
    case 'freeze': {
      const { version, samples, isNew } = done.outcome;
      return isNew
        ? `Frozen as version ${shortId(version)}: ${formatPlural(samples, 'sample')}.`
        : `Nothing has changed: this is version ${shortId(version)}.`;
    }
    case 'verify': {
      const { version, objects, bad } = done.outcome;
      return bad.length === 0
        ? `Version ${shortId(version)} is what it was, to the byte: ${formatPlural(objects, 'object')} looked at.`
        : `Version ${shortId(version)} is damaged: ${formatPlural(bad.length, 'part')} of it changed or went.`;
    }
    case 'export': {
      const { path, samples } = done.outcome;
      return `${formatPlural(samples, 'sample')} exported to ${path}.`;
    }
    case 'compare':
      return `${formatPlural(done.outcome.samples, 'picture')} compared.`;
    case 'read':
      return `${formatPlural(done.outcome.samples, 'word')} read.`;
  }
}

/** Whether it came to something that a person should look at. */
export function isBad(done: DatasetOutcome): boolean {
  return done.work === 'verify' && done.outcome.bad.length > 0;
}
