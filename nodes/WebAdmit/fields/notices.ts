import type { INodeProperties } from 'n8n-workflow';

/** What the panel says about the two things that users don't expect of WebAdMIT. */

/**
 * That a run can be shared with whoever started it before.
 *
 * @param consequence what that means for the operation, as the end of a sentence
 */
export const sharedRunNotice = (consequence: string): INodeProperties => ({
	displayName: `WebAdMIT runs an export only once at a time. When somebody has started the same export already, ${consequence}.`,
	name: 'sharedRunNotice',
	type: 'notice',
	default: '',
});

/** That CSV files are not in UTF-8; gone as soon as they are converted. */
export const charsetNotice: INodeProperties = {
	displayName:
		"WebAdMIT writes CSV files in ISO-8859-1. To keep names such as José readable, add the option 'Convert to UTF-8' and turn it on.",
	name: 'charsetNotice',
	type: 'notice',
	default: '',
	displayOptions: { hide: { '/options.convertToUtf8': [true] } },
};
