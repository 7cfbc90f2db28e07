/** The name of the output that `withLogProbabilities` adds. */
export const logProbabilitiesOutput = 'logProbabilities';

/** The name of the second output of a network with attention: where it looked for each character of the reading. */
export const attentionOutput = 'attention';

/** The name of the output that `withTransform` adds. */
export const transformOutput = 'transform';
