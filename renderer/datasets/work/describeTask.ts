import type { DatasetOutcome } from '../../../shared/contract/datasetWork.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { shortId } from '../../common/names.ts';

/** The result of a job in one sentence. */
export function describeOutcome(done: DatasetOutcome): string {
  switch (done.work) {
    case 'import':
    case 'create':
    case 'draw': {
      const { name, samples, skipped } = done.outcome;
      const leftOut = Object.values(skipped).reduce((sum, count) => sum + count, 0);
      const rest = leftOut === 0 ? '' : `, ${formatCount(leftOut)} skipped`;
      return `${name}: ${formatPlural(samples, 'sample')} added${rest}.`;
    }
    case 'freeze': {
      const { version, samples, isNew } = done.outcome;
      return isNew
        ? `Frozen as version ${shortId(version)}: ${formatPlural(samples, 'sample')}.`
        : `No changes: this is version ${shortId(version)}.`;
    }
    case 'verify': {
      const { version, objects, bad } = done.outcome;
      return bad.length === 0
        ? `Version ${shortId(version)} is intact: ${formatPlural(objects, 'file')} checked.`
        : `Version ${shortId(version)} is damaged: ${formatPlural(bad.length, 'file')} changed or missing.`;
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

/** Whether the result needs a person's attention. */
export function isBad(done: DatasetOutcome): boolean {
  return done.work === 'verify' && done.outcome.bad.length > 0;
}
