import type { IExecuteFunctions } from 'n8n-workflow';
import type { TextResponse } from './httpResponse';
import { isTextResponse } from './httpResponse';

export interface WrittenCallback {
	contentType: string;
	body: string;
}

/**
 * Sends a callback in WebAdMIT's form to n8n itself, to the webhook of a waiting execution.
 *
 * @returns n8n's answer. Undefined if n8n can't reach its own URL.
 */
export async function callOwnExecution(
	context: IExecuteFunctions,
	url: string,
	{ contentType, body }: WrittenCallback,
): Promise<TextResponse | undefined> {
	const request = context.helpers.httpRequest({
		method: 'POST',
		url,
		headers: { 'Content-Type': contentType },
		body,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: 10_000,
	}) as Promise<unknown>;
	const response = await request.catch(() => undefined);
	return isTextResponse(response) ? response : undefined;
}
