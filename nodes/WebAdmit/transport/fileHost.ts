import type { IExecuteFunctions } from 'n8n-workflow';
import { ExplainedError } from '../errors';
import { connectionFailure } from './connection';
import type { StreamAnswer } from './httpResponse';
import { isStreamAnswer } from './httpResponse';

/** A transfer that did not succeed, and that may succeed with a new download URL. */
export class TransferError extends ExplainedError {}

/** Milliseconds that the file host has for the head of its answer. */
const TIMEOUT = 60_000;

/**
 * Opens the file behind a signed download URL. Only this request goes to the file host, and the API key is not in it:
 * the signature in the URL is all that the host wants.
 *
 * @returns the head of the answer, with the body as a stream that nobody has read from.
 * @throws TransferError when the host does not hand out the file.
 */
export async function openDownload(
	context: IExecuteFunctions,
	url: string,
	signal: AbortSignal,
): Promise<StreamAnswer> {
	const request = context.helpers.httpRequest({
		url,
		// A compressed answer would not have the length that the host announces.
		headers: { 'Accept-Encoding': 'identity' },
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUT,
		abortSignal: signal,
	}) as Promise<unknown>;
	const response = await request.catch((error: unknown) => {
		signal.throwIfAborted();
		const { message, description } = connectionFailure(error, 'The host of the file');
		throw new TransferError(message, { description });
	});

	if (!isStreamAnswer(response)) {
		throw new ExplainedError('n8n gave the answer of the file host in an unknown form', {
			description: 'Update n8n and this package to their newest versions.',
		});
	}
	if (response.statusCode === 200) return response;

	response.body.destroy();
	throw new TransferError(
		response.statusCode === 403
			? 'The download URL was refused: it is valid for less than 30 seconds'
			: `The host of the file did not hand it out (HTTP status ${response.statusCode})`,
		{
			description:
				'Run this again: each time, a new download URL is asked for. If it stays so, check whether the file can be downloaded in WebAdMIT.',
		},
	);
}
