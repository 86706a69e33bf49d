import type { IExecuteFunctions } from 'n8n-workflow';
import type { Answer } from './answers';
import { isTextAnswer } from './httpResponse';

/**
 * Sends n8n's own waiting webhook a callback in WebAdMIT's form.
 *
 * @returns n8n's answer; undefined when n8n can't reach its own URL.
 */
export async function callOwnExecution(
	context: IExecuteFunctions,
	url: string,
	exportFileId: number,
	exportId: number,
): Promise<Answer | undefined> {
	const request = context.helpers.httpRequest({
		method: 'POST',
		url,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({
			'export_file[id]': String(exportFileId),
			'export_file[export_id]': String(exportId),
			'export_file[status]': 'Available',
		}).toString(),
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: 10_000,
	}) as Promise<unknown>;
	const response = await request.catch(() => undefined);
	return isTextAnswer(response) ? response : undefined;
}
