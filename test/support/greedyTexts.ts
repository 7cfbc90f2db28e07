/** What tests of training read, as pretraining reads it. */
export { greedyTexts } from '../../pretraining/fitting/greedyTexts.ts';
