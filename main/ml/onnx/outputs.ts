/** The name of the output that `withLogProbabilities` adds. */
export const logProbabilitiesOutput = 'logProbabilities';

/** The name of the output that `withTransform` adds. */
export const transformOutput = 'transform';
