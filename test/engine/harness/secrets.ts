import { inspect } from 'node:util';
import { stringify } from 'flatted';
import type { IRun } from 'n8n-workflow';

/** What stands in every signed download URL, and nowhere else (n8n's own URLs have a `signature`). */
const SIGNATURE = /AWSAccessKeyId|Signature=/;

/** What a test has left behind. */
export interface Traces {
	runs: IRun[];
	/** Errors that were thrown outside of a run. */
	errors: unknown[];
	log: string[];
}

/**
 * The secrets that got into what n8n keeps or shows of runs: their data in the form in which n8n saves it, their errors
 * with everything that hangs on them, and the log.
 */
export function leakedSecrets({ runs, errors, log }: Traces, apiKey: string): string[] {
	const allErrors = [...errors, ...runs.map(({ data }) => data.resultData.error)];
	const places = {
		data: runs.map(({ data }) => stringify(data)).join('\n'),
		error: inspect(allErrors, { depth: Infinity, showHidden: true, maxStringLength: null }),
		log: log.join('\n'),
	};
	return Object.entries(places).flatMap(([place, text]) => [
		...(text.includes(apiKey) ? [`the API key is in the ${place}`] : []),
		...(SIGNATURE.test(text) ? [`a download URL is in the ${place}`] : []),
	]);
}
