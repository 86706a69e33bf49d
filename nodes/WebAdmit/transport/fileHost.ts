import type { IExecuteFunctions } from 'n8n-workflow';
import { ExplainedError } from '../errors';
import { connectionFailure, FILE_HOST } from './connection';
import { isPrivate } from './hosts';
import type { StreamAnswer } from './httpResponse';
import { header, isStreamAnswer } from './httpResponse';
import { TIMEOUTS } from './timeouts';

/** A transfer that did not succeed, and that may succeed with a new download URL. */
export class TransferError extends ExplainedError {}

/** Redirects that are followed. S3 answers with one at most, to the region that a file is in. */
const MAX_REDIRECTS = 3;

const TRY_AGAIN =
	'Run this again: each time, a new download URL is asked for. If it stays so, check whether the file can be downloaded in WebAdMIT.';

/**
 * Opens the file behind a signed download URL. Only this request and its redirects go to the file host, and the API key
 * is not in them: the signature in the URL is all that the host wants.
 *
 * @param baseUrl of the API, which decides what hosts may be gone to: see {@link checkedUrl}.
 * @returns the head of the answer, with the body as a stream that nobody has read from.
 * @throws TransferError when a new URL may help, another ExplainedError when it does not.
 */
export async function openDownload(
	context: IExecuteFunctions,
	downloadUrl: string,
	baseUrl: string,
	signal: AbortSignal,
): Promise<StreamAnswer> {
	let url = checkedUrl(downloadUrl, baseUrl);
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const answer = await open(context, url, signal);
		if (answer.statusCode === 200) return answer;

		answer.body.destroy();
		answer.close?.();
		const location = header(answer.headers, 'location');
		if (answer.statusCode < 300 || answer.statusCode >= 400 || location === undefined) {
			throw refusal(answer.statusCode);
		}
		url = checkedUrl(URL.canParse(location, url) ? new URL(location, url).href : '', baseUrl);
	}
	throw new ExplainedError('The host of the file redirects without end', {
		description: TRY_AGAIN,
	});
}

/**
 * The URL, if it is safe to go there: over https, and not into a private network. Only where WebAdMIT's own address is
 * private (a stand-in on the same machine), files may be there too, also over http.
 */
function checkedUrl(written: string, baseUrl: string): string {
	const problem = (what: string) =>
		new ExplainedError(`WebAdMIT gave a download URL that ${what}`, {
			description:
				'It was not used. Check the environment or base URL in the credential, and ask the support of WebAdMIT if it stays so.',
		});
	if (!URL.canParse(written)) throw problem('is not a URL');
	const url = new URL(written);
	if (isPrivate(new URL(baseUrl)) && url.protocol === 'http:') return url.href;
	if (url.protocol !== 'https:') throw problem('does not begin with https://');
	if (isPrivate(url) && !isPrivate(new URL(baseUrl))) throw problem('leads into a private network');
	return url.href;
}

async function open(
	context: IExecuteFunctions,
	url: string,
	signal: AbortSignal,
): Promise<StreamAnswer> {
	signal.throwIfAborted();
	const closing = new AbortController();
	const request = context.helpers.httpRequest({
		url,
		// A compressed answer would not have the length that the host announces.
		headers: { 'Accept-Encoding': 'identity' },
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUTS.fileHost,
		abortSignal: AbortSignal.any([signal, closing.signal]),
	}) as Promise<unknown>;
	const response = await request.catch((error: unknown) => {
		signal.throwIfAborted();
		const { message, description } = connectionFailure(error, FILE_HOST);
		throw new TransferError(message, { description });
	});
	if (isStreamAnswer(response)) {
		return {
			statusCode: response.statusCode,
			headers: response.headers,
			body: response.body,
			close: () => {
				closing.abort();
			},
		};
	}
	throw new ExplainedError('n8n gave the answer of the file host in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

function refusal(statusCode: number): ExplainedError {
	if (statusCode === 403) {
		return new TransferError('The download URL was refused: it is valid for less than 30 seconds', {
			description: TRY_AGAIN,
		});
	}
	const message = `The host of the file did not hand it out (HTTP status ${statusCode})`;
	return statusCode === 429 || statusCode >= 500
		? new TransferError(message, { description: TRY_AGAIN })
		: new ExplainedError(message, {
				description:
					'Look at the run in WebAdMIT: its file may have been removed. If so, run the export again.',
			});
}
