import type { INodeProperties } from 'n8n-workflow';
import type { RunWords } from '../runs/RunKind';

/**
 * The notice that a run may be one that somebody else has started.
 *
 * @param consequence what that means for the operation, as the end of a sentence.
 * @param source what is run, e.g. `export`
 */
export const sharedRunNotice = ({ source }: RunWords, consequence: string): INodeProperties => ({
	displayName: `WebAdMIT doesn't run the same ${source} twice at the same time. If it is already running, ${consequence}.`,
	name: 'sharedRunNotice',
	type: 'notice',
	default: '',
});
