import type { Contract } from '../../shared/contract/contract.ts';
import type { trainingCalls } from '../../shared/contract/trainingCalls.ts';
import type { Services } from '../services.ts';
import { promised } from './promised.ts';

/** The part of the contract that is about training, models and evaluation. */
export function trainingHandlers({ training, models }: Pick<Services, 'training' | 'models'>) {
  return {
    listRuns: promised(() => training.listRuns()),
    getRun: promised((args) => training.getRun(args)),
    startRun: (args) => training.startRun(args),
    pauseRun: (args) => training.pauseRun(args),
    resumeRun: promised((args) => training.resumeRun(args)),
    cancelRun: (args) => training.cancelRun(args),
    async removeRun(args) {
      await training.removeRun(args);
      return null;
    },
    queueExperiments: (args) => training.queueExperiments(args),
    listPresets: promised(() => training.listPresets()),

    correctionsState: promised(() => training.correctionsState()),
    learnCorrections: (args) => training.learnCorrections(args),
    learnIam: (args) => training.learnIam(args),

    evaluateModel: (args) => training.evaluations.evaluate(args),
    listEvaluations: promised((args) => training.evaluations.list(args)),
    getEvaluation: (args) => training.evaluations.report(args),
    evaluationDocument: (args) => training.evaluations.document(args),

    getModel: (args) => models.getModel(args),
    promoteModel: (args) => models.promoteModel(args),
    rollBackModel: (args) => models.rollBackModel(args),
    listPromotions: promised(() => models.listPromotions()),
    importModel: (args) => models.importModel(args),
    exportModel: (args) => models.exportModel(args),
    async removeModel(args) {
      await models.removeModel(args);
      return null;
    },

    engineChoice: () => models.engines.choice(),
    measureEngines: () => models.engines.measure(),
    chooseEngine: ({ engine }) => models.engines.choose(engine),
    async installEngine({ gpu }) {
      await models.installEngine('tensorflow', { gpu });
      return await models.engines.choice();
    },
  } satisfies Pick<Contract, keyof typeof trainingCalls>;
}
