import type { IExecuteFunctions } from 'n8n-workflow';
import type { Explanation } from '../errors';
import { ExplainedError, excerpt } from '../errors';
import { pause } from '../pause';
import { connectionFailure, FILE_HOST } from './connection';
import { isLoopback, mayLeadTo } from './hosts';
import type { BinaryStream, StreamResponse } from './httpResponse';
import { header, isStreamResponse } from './httpResponse';
import { TIMEOUTS } from './timeouts';

/** The error of a transfer that may succeed with a new download URL. */
export class TransferError extends ExplainedError {
	constructor(
		message: string,
		{ description, timesInARow }: Pick<Explanation, 'description' | 'timesInARow'>,
	) {
		super(message, { description, isPassing: true, timesInARow });
	}
}

/** For errors that one or two new URLs may help against. If these don't help, more won't either. */
export const WITH_NEW_URL = { timesInARow: 3 };

/** How many redirects are followed. S3 answers with one at most, to the region that a file is in. */
const MAX_REDIRECTS = 3;

const TRY_NEW_URL =
	'Run this again: the node then asks for a new download URL. If this keeps happening, try to download the file in WebAdMIT.';

/**
 * Opens the file at a signed download URL. The request and its redirects don't have the API key: the host of the file
 * only wants the signature in the URL.
 *
 * @param baseUrl root URL of the API. It decides which hosts are allowed: see {@link checkedUrl}.
 * @returns the head of the answer, and the body as a stream from which nothing was read.
 * @throws TransferError if a new URL may help, another ExplainedError if not.
 */
export async function openDownload(
	context: IExecuteFunctions,
	downloadUrl: string,
	baseUrl: string,
	signal: AbortSignal,
): Promise<StreamResponse> {
	let url = checkedUrl(downloadUrl, baseUrl);
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const answer = await open(context, url, signal);
		if (answer.statusCode === 200) return answer;

		const location = header(answer.headers, 'location');
		const isRedirect =
			answer.statusCode >= 300 && answer.statusCode < 400 && location !== undefined;
		const reason = answer.statusCode === 403 ? await beginningOf(answer.body) : '';
		answer.body.destroy();
		answer.close?.();
		if (!isRedirect) throw fileHostRefusal(answer.statusCode, reason);
		url = checkedUrl(URL.canParse(location, url) ? new URL(location, url).href : '', baseUrl);
	}
	throw new ExplainedError('The host of the file keeps redirecting', {
		description: TRY_NEW_URL,
	});
}

/**
 * The URL, if it is safe to call. It has to be https, and a host that WebAdMIT's own address may lead to: see
 * {@link mayLeadTo}. Http is allowed only from this machine to itself (a WebAdMIT stand-in).
 */
function checkedUrl(written: string, baseUrl: string): string {
	const problem = (what: string) =>
		new ExplainedError(`WebAdMIT gave a download URL that ${what}`, {
			description:
				"The node did not use it. Check 'Environment' and 'Base URL' in the credential, and ask WebAdMIT's support if this keeps happening.",
		});
	if (!URL.canParse(written)) throw problem('is not a URL');
	const url = new URL(written);
	const base = new URL(baseUrl);
	const isOwn = url.protocol === 'http:' && isLoopback(url) && isLoopback(base);
	if (url.protocol !== 'https:' && !isOwn) throw problem('does not begin with https://');
	if (!mayLeadTo(base, url)) throw problem('leads into a private network');
	return url.href;
}

async function open(
	context: IExecuteFunctions,
	url: string,
	signal: AbortSignal,
): Promise<StreamResponse> {
	signal.throwIfAborted();
	const closing = new AbortController();
	const request = context.helpers.httpRequest({
		url,
		// Asks for the file uncompressed, which saves work. (A file that is stored compressed comes compressed anyway, and n8n
		// unpacks it.)
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
		const failure = connectionFailure(error, FILE_HOST);
		// If an encrypted connection fails now, it will also fail a minute later.
		throw failure.isPassing ? new TransferError(failure.message, failure) : failure;
	});
	if (isStreamResponse(response)) {
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

/** How many bytes and milliseconds are spent on reading the reason of a refusal. */
const REASON = { bytes: 2_000, time: 2_000 };

/** The beginning of a body: as much as arrives in a short time. */
async function beginningOf(body: BinaryStream): Promise<string> {
	let text = '';
	const read = async () => {
		for await (const piece of body) {
			text += String(piece);
			if (text.length >= REASON.bytes) return;
		}
	};
	const over = new AbortController();
	await Promise.race([read(), pause(REASON.time, over.signal)]).catch(() => undefined);
	over.abort();
	return text;
}

/**
 * @param reason what S3 says, e.g. `<Error><Code>AccessDenied</Code><Message>Request has expired</Message>…`
 */
function fileHostRefusal(statusCode: number, reason: string): ExplainedError {
	if (statusCode === 403) {
		const said = /<Message>([^<]*)/.exec(reason)?.[1] ?? /<Code>([^<]*)/.exec(reason)?.[1];
		return new TransferError(
			said === undefined || /expired/i.test(said)
				? 'The download URL was refused: it is valid for less than 30 seconds'
				: `The download URL was refused: ${excerpt(said)}`,
			{ description: TRY_NEW_URL, ...WITH_NEW_URL },
		);
	}
	const message = `The host of the file refused the download (HTTP status ${statusCode})`;
	return statusCode === 429 || statusCode >= 500
		? new TransferError(message, { description: TRY_NEW_URL })
		: new ExplainedError(message, {
				description:
					'Look at the run in WebAdMIT: its file may have been removed. If so, start a new run.',
			});
}
